CREATE VIEW open_orders AS
SELECT
    orders.id,
    orders.placed_at,
    customers.display_name
FROM orders
INNER JOIN customers ON orders.customer_id = customers.id
WHERE orders.status = 'new';
