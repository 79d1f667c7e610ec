-- Visits, as rows of the class adt: docs/reference/columns-adt.md. A database is read once for each class, so visits are
-- declared as a database of their own, at the same address:
--
--     legacy.<name>-visits.url=...
--     backfill.adt.<name>-visits.sql=adt-visits.sql
--     backfill.adt.<name>-visits.key=visit_number
--     backfill.adt.<name>-visits.version=version
--
-- Where the table has no facility but the messages name one (PV1-3.4), say it here, so that both name the same places.
select
    encounters.visit_number  as visit_number,
    encounters.mrn           as patient_id,
    encounters.patient_class as patient_class,
    encounters.admitted_at   as admitted_at,
    encounters.discharged_at as discharged_at,
    'SAMPLE'                 as facility,
    encounters.ward          as ward,
    encounters.room          as room,
    encounters.bed           as bed,
    encounters.last_updated  as version
from encounters
