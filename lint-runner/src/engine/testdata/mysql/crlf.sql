SELECT a,b
FROM   t  
WHERE a = 1 -- note
	AND b = 2


