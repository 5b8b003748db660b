ALTER TABLE customers ADD COLUMN phone VARCHAR(32) NULL AFTER email;
ALTER TABLE customers ADD KEY idx_customers_phone (phone);
