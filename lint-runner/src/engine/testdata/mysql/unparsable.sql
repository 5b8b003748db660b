SELECT id FROM users;

SELEC name FORM users WHERE;

UPDATE users SET name = 'x' WHERE id = 1;
