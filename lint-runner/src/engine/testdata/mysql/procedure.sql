DELIMITER ~
CREATE PROCEDURE raise_salary(IN dept INT, OUT changed INT)
BEGIN
  DECLARE done INT DEFAULT 0;
  UPDATE staff SET salary = salary*1.05 WHERE department = dept;
  SET changed = ROW_COUNT();
  IF changed = 0 THEN
    SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'nobody works there';
  END IF;
END~
DELIMITER ;
