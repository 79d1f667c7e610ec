-- The watermark patient: one UPDATE with one ? for a token, which makes the old application send a message of that patient by
-- the class's own feed. Register such a patient in the old application first; nobody treats it, and nothing of it reaches the
-- target. The user needs the right to change this row and no other.
--
--     backfill.adt.<name>.watermark.sql=watermark.sql
--     backfill.adt.<name>.watermark.patient=WATERMARK
update patients
set street = ?, last_updated = current_timestamp
where mrn = 'WATERMARK'
