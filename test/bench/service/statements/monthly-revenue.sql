-- Revenue by month and region for the finance report {number}.
SELECT
    r.name AS region,
    DATE_FORMAT(o.created_at, '%Y-%m') AS month,
    COUNT(DISTINCT o.id) AS orders,
    SUM(oi.quantity * oi.unit_price) AS revenue,
    AVG(oi.discount) as avg_discount
FROM {table} AS o
INNER JOIN order_items AS oi ON oi.order_id = o.id
INNER JOIN customers c ON c.id = o.customer_id
LEFT JOIN regions AS r ON r.id = c.region_id
WHERE
    o.status IN ('paid', 'shipped', '{word}')
    AND o.created_at >= '2024-01-01'
    AND o.total > {number}
GROUP BY r.name, DATE_FORMAT(o.created_at, '%Y-%m')
HAVING SUM(oi.quantity * oi.unit_price) > 0
ORDER BY month DESC, revenue DESC
LIMIT 500;
