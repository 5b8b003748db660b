create table if not exists {table} (
  id bigint unsigned not null auto_increment,
  tenant_id int NOT NULL,
  {column} varchar(64) DEFAULT '{word}' COMMENT 'set by the importer',
  amount decimal(12,2) not null default 0.00,
  payload json DEFAULT NULL,
  created_at datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  updated_at datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
  primary key (id),
  UNIQUE KEY uk_tenant_{column} (tenant_id, {column}),
  KEY idx_created (created_at)
) engine=InnoDB auto_increment={number} DEFAULT CHARSET=utf8mb4 COMMENT='rows of {word}';
