UPDATE orders
SET status = 'cancelled'
WHERE
    status = 'new'
    AND placed_at < NOW() - INTERVAL 14 DAY;
