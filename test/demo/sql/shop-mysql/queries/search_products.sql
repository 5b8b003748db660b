SELECT *
FROM products
WHERE title LIKE '%tea%' AND stock <> 0
ORDER BY price_cent, title DESC;
