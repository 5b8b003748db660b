SELECT s.{column},
  CASE WHEN s.score >= 90 THEN 'A'
       WHEN s.score >= 75 THEN 'B'
       WHEN s.score >= {number} THEN 'C'
       ELSE 'D' END AS grade,
  COUNT(*) AS n,
  SUM(IF(s.passed = 1, 1, 0)) / COUNT(*) AS pass_rate,
  COALESCE(MAX(s.finished_at), '1970-01-01') AS newest
FROM {table} AS s
WHERE s.batch = '{word}' AND s.deleted_at IS NULL
GROUP BY s.{column}, grade
ORDER BY n DESC;
