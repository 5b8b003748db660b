SELECT
    customer_no,
    parent_no,
    LEVEL AS depth
FROM customers
START WITH parent_no IS NULL
CONNECT BY PRIOR customer_no = parent_no;
