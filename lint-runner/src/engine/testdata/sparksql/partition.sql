INSERT OVERWRITE TABLE dw.daily PARTITION (dt='2024-01-01')
select /*+ BROADCAST(d) */ f.id, d.name, explode(split(f.tags, ',')) tag from fact f
LEFT SEMI JOIN dim d ON f.dim_id=d.id
