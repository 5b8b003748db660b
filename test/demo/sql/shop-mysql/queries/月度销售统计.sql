-- 按月统计销售额
SELECT
    DATE_FORMAT(o.placed_at, '%Y-%m') AS `月份`,
    SUM(oi.quantity * oi.price_cent) / 100 AS `销售额`
FROM orders AS o
INNER JOIN order_items AS oi ON o.id = oi.order_id
WHERE o.status <> '已取消'
GROUP BY `月份`
ORDER BY `月份`;
