UPDATE {table} AS t
INNER JOIN price_changes AS p
    ON t.product_id = p.product_id AND p.valid_from <= NOW()
SET
    t.{column} = ROUND(t.{column} * (1 + p.percent / 100), 2),
    t.changed_by = '{word}',
    t.changed_at = CURRENT_TIMESTAMP
WHERE
    t.active = 1
    AND t.warehouse_id = {number}
    AND (p.campaign IS NULL OR p.campaign = '{word}');
