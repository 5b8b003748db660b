CREATE TABLE products (
  id         BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  sku        VARCHAR(40)     NOT NULL,
  title      VARCHAR(200)    NOT NULL,
  price_cent INT UNSIGNED    NOT NULL,
  stock      INT             NOT NULL DEFAULT 0,
  PRIMARY KEY (id),
  UNIQUE KEY uq_products_sku (sku),
  KEY idx_products_price (price_cent)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;
