-- Nightly: sessions of {word} that nobody has used for {number} days.
DELETE FROM {table}
WHERE last_seen_at < DATE_SUB(NOW(), INTERVAL {number} DAY)
  AND user_id NOT IN (SELECT id FROM users WHERE plan = 'enterprise' AND locked = 0)
ORDER BY last_seen_at
LIMIT 10000;

INSERT INTO maintenance_log(job, affected, done_at)
SELECT 'cleanup-{word}', ROW_COUNT(), NOW();
