-- 订单表：保存客户的订单
CREATE TABLE `orders` (
  `id` bigint NOT NULL AUTO_INCREMENT COMMENT '主键，自增',
  `customer_id` BIGINT not null comment '客户编号（外键）',
  `status` varchar(16) CHARACTER SET utf8mb4 NOT NULL DEFAULT '待付款',
  `created_at` datetime(3) DEFAULT CURRENT_TIMESTAMP(3),
  PRIMARY KEY (`id`),
  KEY `idx_customer` (`customer_id`,`created_at`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COMMENT='订单';

insert into orders (customer_id, status) values (1, '已付款'), (2,'已取消 🎉');
select o.id,o.status from orders o left join customers c on o.customer_id=c.id where c.name like '%张%' order by 1;
