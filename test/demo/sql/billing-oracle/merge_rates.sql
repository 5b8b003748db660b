MERGE INTO rates r
USING new_rates n ON (r.currency = n.currency)
WHEN MATCHED THEN UPDATE SET r.rate = n.rate
WHEN NOT MATCHED THEN INSERT (currency, rate) VALUES (n.currency, n.rate);
