WITH order_totals AS (
    SELECT
        order_id,
        SUM(quantity * price_cent) AS total_cent
    FROM order_items
    GROUP BY order_id
)

SELECT
    customers.country_code,
    COUNT(*) AS orders,
    SUM(order_totals.total_cent) / 100 AS revenue
FROM order_totals
INNER JOIN orders ON order_totals.order_id = orders.id
INNER JOIN customers ON orders.customer_id = customers.id
GROUP BY customers.country_code
ORDER BY revenue DESC;
