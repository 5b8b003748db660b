ALTER TABLE {table}
    ADD COLUMN {column} VARCHAR(255) NULL AFTER id,
    ADD COLUMN {column}_hash BINARY(32) NULL,
    MODIFY COLUMN status ENUM('new','open','{word}','closed') NOT NULL DEFAULT 'new',
    ADD INDEX idx_{column} ({column}),
    DROP INDEX idx_old_{number};

UPDATE {table} SET {column} = CONCAT('{word}-', id) WHERE {column} IS NULL LIMIT {number};
