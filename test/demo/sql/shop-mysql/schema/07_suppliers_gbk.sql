-- 供应商表：保存供应商的基本信息（本文件采用 GBK 编码）
CREATE TABLE suppliers (
    id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT COMMENT '主键',
    supplier_name VARCHAR(100) NOT NULL COMMENT '供应商名称',
    contact VARCHAR(50) COMMENT '联系人',
    city varchar(50) default '杭州' COMMENT '城市',
    PRIMARY KEY (id)
) ENGINE = InnoDB COMMENT = '供应商';
