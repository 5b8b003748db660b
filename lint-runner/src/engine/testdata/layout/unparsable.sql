SELECT a   FROM b; SELECT (;
-- noqa: disable=LT01
SELECT  1 ;
-- noqa: enable=all
SELECT  2
/* noqa: LT05 */ , 3