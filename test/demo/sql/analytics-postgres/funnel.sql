with visits as (select distinct user_id from events where kind = 'visit'),
carts as (select distinct user_id from events where kind = 'cart'),
orders as (select distinct user_id from events where kind = 'order')
select count(v.user_id) visits, count(c.user_id) carts, count(o.user_id) orders
from visits v left join carts c using (user_id) left join orders o using (user_id);
