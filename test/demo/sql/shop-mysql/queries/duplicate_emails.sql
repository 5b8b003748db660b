SELECT DISTINCT(lower(email)) AS mail, COUNT(id) AS number_of FROM customers GROUP BY 1 HAVING COUNT(id) > 1;
