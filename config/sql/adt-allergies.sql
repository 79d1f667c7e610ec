-- Allergies, as rows of the class adt: docs/reference/columns-adt.md. Declared as a database of their own, as visits are:
--
--     legacy.<name>-allergies.url=...
--     backfill.adt.<name>-allergies.sql=adt-allergies.sql
--     backfill.adt.<name>-allergies.key=allergy_number
--     backfill.adt.<name>-allergies.version=version
--
-- The code system is the one that the messages give in AL1-3: the same code in it is the same allergy.
select
    allergies.allergy_number as allergy_number,
    allergies.mrn            as patient_id,
    allergies.allergy_type   as allergy_type,
    allergies.code           as allergy_code,
    'L'                      as allergy_system,
    allergies.name           as allergy_name,
    allergies.severity       as allergy_severity,
    allergies.reaction       as allergy_reaction,
    allergies.status         as allergy_status,
    allergies.last_updated   as version
from allergies
