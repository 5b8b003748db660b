SELECT 'order' AS kind, o.id, o.changed_by, o.changed_at FROM {table} o WHERE o.changed_at > '2024-05-01 00:00:00'
UNION ALL
SELECT 'refund' AS kind, r.id, r.changed_by, r.changed_at
FROM refunds AS r
WHERE r.{column} = '{word}' AND r.amount > {number}
UNION ALL
SELECT 'login', l.id, l.user_name, l.at from logins as l where l.failed=1
ORDER BY changed_at DESC LIMIT {number};
