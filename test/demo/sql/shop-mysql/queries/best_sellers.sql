SELECT
    p.sku,
    p.title,
    SUM(oi.quantity) AS sold,
    SUM(oi.quantity * oi.price_cent) / 100 AS revenue
FROM order_items AS oi
INNER JOIN products AS p ON oi.product_id = p.id
INNER JOIN orders AS o ON oi.order_id = o.id
WHERE o.placed_at >= CURRENT_DATE - INTERVAL 30 DAY
GROUP BY p.sku, p.title
ORDER BY sold DESC
LIMIT 10;
