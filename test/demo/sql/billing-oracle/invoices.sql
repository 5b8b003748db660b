CREATE TABLE invoices (
    invoice_id NUMBER(19) NOT NULL,
    customer_no VARCHAR2(20) NOT NULL,
    amount NUMBER(12, 2) NOT NULL,
    issued_on DATE DEFAULT SYSDATE NOT NULL,
    CONSTRAINT pk_invoices PRIMARY KEY (invoice_id)
);
