WITH daily AS (
    SELECT
        DATE(paid_at) AS day,
        currency,
        SUM(amount) AS amount
    FROM {table}
    WHERE paid_at >= NOW() - INTERVAL {number} DAY AND provider = '{word}'
    GROUP BY DATE(paid_at), currency
)

SELECT
    d.day,
    d.currency,
    d.amount,
    SUM(d.amount) OVER (PARTITION BY d.currency ORDER BY d.day) AS running_total,
    LAG(d.amount, 7) OVER (PARTITION BY d.currency ORDER BY d.day) AS week_before
FROM daily AS d
ORDER BY d.currency, d.day;
