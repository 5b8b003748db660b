SELECT sku, title, stock,
       CASE WHEN stock = 0 THEN 'sold out' ELSE CASE WHEN stock < 10 THEN 'low' ELSE 'fine' END END AS state
FROM products WHERE stock < 20
ORDER BY stock;
