CREATE OR REPLACE FUNCTION tax(p_amount IN NUMBER) RETURN NUMBER IS
  v_rate NUMBER := 0.19;
BEGIN
  RETURN p_amount*v_rate;
END;
/
SELECT tax(price),NVL(name,'?') FROM products WHERE rownum<=10
