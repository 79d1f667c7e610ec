-- Prescriptions: docs/reference/columns-medications.md.
--
--     backfill.medications.<name>.sql=medications.sql
--     backfill.medications.<name>.key=order_number
--     backfill.medications.<name>.version=version
--
-- The dose stays the text that the old system holds: it is taken as a plain decimal or becomes a dead letter, and is never
-- rounded, converted or guessed.
select
    medications.order_number        as order_number,
    medications.prescription_number as prescription_number,
    medications.mrn                 as patient_id,
    medications.drug_code           as drug_code,
    medications.drug_system         as drug_system,
    medications.drug_name           as drug_name,
    medications.dose                as dose,
    medications.dose_unit           as dose_unit,
    medications.route               as route,
    medications.frequency           as frequency,
    medications.start_at            as start_at,
    medications.stop_at             as stop_at,
    medications.status              as status,
    medications.last_updated        as version
from medications
