SELECT id, email
FROM customers
<<<<<<< HEAD
WHERE country_code = 'DE'
=======
WHERE country_code IN ('DE', 'AT'
>>>>>>> feature/austria
ORDER BY id;
