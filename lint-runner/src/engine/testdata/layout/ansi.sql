

SELECT DISTINCT a
    ,b   ,c+
    d AS total, count (e) as number_of
FROM tbl a  JOIN other AS o USING (id)
WHERE a.x=1 AND (b = 'y'
OR c IN(1,2 , 3)) ;
WITH one AS (SELECT 1
    ), two AS (
  SELECT a,
       b
  FROM one)
select a, b from two union
select c, d from one where c in (select a from one) and a_very_long_column_name = another_very_long_column_name;



SELECT
    DISTINCT
    a, CASE WHEN b=1 THEN 2
      ELSE 3 end AS c
FROM t WHERE
    x = 1 -- a comment behind
    GROUP BY a	ORDER
BY a    
