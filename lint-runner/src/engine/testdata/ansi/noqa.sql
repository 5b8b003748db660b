SELECT a.id,a.name from tbl a; -- noqa
SELECT a.id,a.name from tbl a; -- noqa: CP01
SELECT a.id,a.name from tbl a; -- noqa: capitalisation.keywords,LT01
SELECT a.id,a.name from tbl a; --noqa:layout
SELECT a.id,a.name from tbl a; /* noqa: disable=CP01 */
select a.id,a.name FROM tbl a;
-- noqa: enable=all
select a.id,a.name FROM tbl a; -- 关键字 -- noqa: L010
SELECT 1 -- noqa: enable
SELEC 2; -- noqa: PRS
-- noqa: disable=all
select a.id,a.name from tbl a;
