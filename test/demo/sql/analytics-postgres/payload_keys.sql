SELECT kind, payload ->> 'channel' AS channel, COUNT(*) filter (WHERE payload ? 'coupon') AS with_coupon
FROM events GROUP BY kind, payload ->> 'channel' ORDER BY 1, 2 desc;
