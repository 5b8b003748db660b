select c.id, c.email, count(*) orders, sum(o.total) as spent,
       (select max(v.visited_at) from visits v where v.customer_id = c.id) as last_visit
from customers c
join {table} o on o.customer_id = c.id and o.status <> 'cancelled'
where c.country = 'DE' and o.{column} between {number} and {number} + 1000
  and not exists (select 1 from blocked b where b.customer_id = c.id)
group by c.id, c.email
order by spent desc
limit 50
