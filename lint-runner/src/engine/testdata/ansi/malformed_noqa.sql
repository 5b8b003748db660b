SELECT 1 -- noqa oops
SELECT a  FROM t -- noqa: disable
