SELECT
    date_trunc('day', occurred_at) AS active_day,
    count(DISTINCT user_id) AS users
FROM events
WHERE occurred_at >= now() - INTERVAL '30 days'
GROUP BY active_day
ORDER BY active_day;
