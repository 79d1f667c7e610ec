-- Patients. The tables are those of the sample hospital; put your own names before "as" and keep the aliases behind it:
-- docs/reference/columns-adt.md lists them all. One SELECT a file; Caravan adds the range and the order around it.
--
--     backfill.adt.<name>.sql=adt.sql
--     backfill.adt.<name>.key=patient_id
--     backfill.adt.<name>.version=version
--
-- A column that is left out changes nothing; a column that is NULL clears, if the row is newer than what is known.
select
    patients.mrn            as patient_id,
    patients.family_name    as family_name,
    patients.given_name     as given_name,
    patients.birth_date     as birth_date,
    patients.sex            as sex,
    patients.street         as address_line,
    patients.city           as city,
    patients.state          as state,
    patients.postal_code    as postal_code,
    patients.phone          as home_phone,
    patients.marital_status as marital_status,
    patients.deceased_at    as deceased_at,
    patients.deleted        as deleted,
    patients.last_updated   as version
from patients
