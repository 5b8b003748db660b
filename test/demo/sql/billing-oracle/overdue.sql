select i.invoice_id, i.customer_no, i.amount, trunc(sysdate) - trunc(i.issued_on) as days_open
from invoices i
where i.issued_on < sysdate - 30 and not exists (select 1 from payments p where p.invoice_id = i.invoice_id)
order by days_open desc;
