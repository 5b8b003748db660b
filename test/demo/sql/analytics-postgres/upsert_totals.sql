INSERT INTO daily_totals (total_day, kind, amount)
SELECT
    occurred_at::DATE,
    kind,
    count(*)
FROM events
GROUP BY 1, 2
ON CONFLICT (total_day, kind) DO UPDATE SET amount = excluded.amount;
