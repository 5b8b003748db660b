INSERT INTO products (sku, title, price_cent, stock) VALUES
('TEA-001', 'Longjing green tea, 100 g', 1290, 40),
('TEA-002', 'Assam black tea, 250 g', 990, 120),
('CUP-010', 'Porcelain cup', 1450, 18),
('POT-003', 'Cast iron teapot, 0.8 l', 5900, 7),
('TIN-005', 'Tea tin', 750, 64);
