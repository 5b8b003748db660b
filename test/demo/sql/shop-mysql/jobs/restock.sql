DELIMITER //
CREATE PROCEDURE restock(IN product_sku VARCHAR(40), IN amount INT)
BEGIN
    UPDATE products SET stock = stock + amount WHERE sku = product_sku;
    IF ROW_COUNT() = 0 THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'unknown sku';
    END IF;
END//
DELIMITER ;
