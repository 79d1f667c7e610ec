-- Results, a row for each test: docs/reference/columns-labs.md.
--
--     backfill.labs.<name>.sql=labs.sql
--     backfill.labs.<name>.key=result_id
--     backfill.labs.<name>.version=version
--
-- result_id is only the place of a row in the reading order; it is no column of the contract and reaches no resource.
-- A row of a report cannot say that the whole report is final; here the order it belongs to can.
select
    results.result_id       as result_id,
    results.mrn             as patient_id,
    results.order_number    as order_number,
    results.filler_number   as filler_number,
    results.panel_code      as report_code,
    'L'                     as report_system,
    results.panel_name      as report_name,
    case orders.status when 'CM' then 'F' when 'IP' then 'P' end
                            as report_status,
    results.test_code       as test_code,
    'L'                     as test_system,
    results.test_name       as test_name,
    results.result_value    as value,
    results.value_type      as value_type,
    results.unit            as unit,
    results.reference_range as reference_range,
    results.abnormal_flag   as abnormal_flag,
    results.status          as status,
    results.observed_at     as observed_at,
    results.reported_at     as reported_at,
    results.note            as note,
    results.last_updated    as version
from results
left join orders on orders.order_number = results.order_number
