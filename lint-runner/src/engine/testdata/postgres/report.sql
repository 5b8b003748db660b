with recent as (select * from events where at > now() - interval '7 days'),
unused AS (SELECT 1)
SELECT e.kind, count(*) filter (where e.ok) as good , "e".payload->>'user' AS Usr
FROM recent as e
JOIN LATERAL (select max(at) m from events x where x.kind = e.kind) l ON true
WHERE e.kind <> ALL (ARRAY['a','b']) AND e.at::date = CURRENT_DATE
GROUP BY 1, e.payload->>'user'
HAVING count(*) > 10 ORDER BY e.kind, 2 desc;

DO $$
BEGIN
  RAISE NOTICE 'done %', 1;
END
$$;
