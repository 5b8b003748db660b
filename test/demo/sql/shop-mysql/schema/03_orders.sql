create table orders (
    id bigint unsigned not null auto_increment,
    customer_id bigint unsigned not null,
    status varchar(20) not null default 'new',
    placed_at datetime not null default current_timestamp,
    primary key (id),
    key idx_orders_customer (customer_id, placed_at),
    constraint fk_orders_customer foreign key (customer_id) references customers (id)
) engine = InnoDB default charset = utf8mb4;
