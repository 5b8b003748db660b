INSERT INTO {table} (sku, warehouse_id, {column}, reserved, updated_by)
VALUES
    ('{word}-1', {number}, 12, 0, 'import'),
    ('{word}-2', {number}, 7, 1, 'import'),
    ('{word}-3', {number},0,0,'import')
ON DUPLICATE KEY UPDATE
    {column} = VALUES({column}),
    reserved = reserved + VALUES(reserved),
    updated_by = 'import';
