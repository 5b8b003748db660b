CREATE TRIGGER products_price_audit
AFTER UPDATE ON products
FOR EACH ROW
INSERT INTO price_changes (product_id, old_price_cent, new_price_cent, changed_at)
VALUES (new.id, old.price_cent, new.price_cent, NOW());
