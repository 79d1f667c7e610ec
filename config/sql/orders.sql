-- Laboratory orders: docs/reference/columns-orders.md.
--
--     backfill.orders.<name>.sql=orders.sql
--     backfill.orders.<name>.key=order_number
--     backfill.orders.<name>.version=version
--
-- Status codes are those of HL7 table 0038; others are translated by a code map, config/codes/order-status.csv.
select
    orders.order_number  as order_number,
    orders.filler_number as filler_number,
    orders.mrn           as patient_id,
    orders.code          as code,
    'L'                  as code_system,
    orders.name          as code_name,
    orders.status        as status,
    orders.priority      as priority,
    orders.ordered_at    as ordered_at,
    orders.orderer       as orderer,
    orders.last_updated  as version
from orders
