ALTER TABLE orders   ADD COLUMN note TEXT NULL;   
UPDATE orders SET note = '' WHERE note IS NULL