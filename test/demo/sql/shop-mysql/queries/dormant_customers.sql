SELECT c.id, c.email
FROM customers AS c
LEFT JOIN orders AS o ON c.id = o.customer_id AND o.placed_at > NOW() - INTERVAL 1 YEAR
WHERE o.id IS NULL
ORDER BY c.id;
