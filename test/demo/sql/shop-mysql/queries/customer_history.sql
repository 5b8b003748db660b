select o.id, o.placed_at, o.status, count(*) as items, sum(oi.quantity*oi.price_cent)/100 as total
from orders o join order_items oi on oi.order_id = o.id
where o.customer_id = 4711
group by o.id, o.placed_at, o.status order by o.placed_at desc;
