WITH monthly AS (
    SELECT
        o.customer_id,
        DATE_FORMAT(o.placed_at, '%Y-%m') AS month_label,
        SUM(oi.quantity * oi.price_cent) AS total_cent
    FROM orders AS o
    INNER JOIN order_items AS oi ON o.id = oi.order_id
    GROUP BY o.customer_id, month_label
),

ranked AS (
    SELECT
        customer_id,
        month_label,
        total_cent,
        ROW_NUMBER() OVER (PARTITION BY month_label ORDER BY total_cent DESC) AS place
    FROM monthly
)

SELECT
    month_label,
    customer_id,
    total_cent
FROM ranked
WHERE place = 1
ORDER BY month_label;
