-- Every merge, move and number is kept, also where a newer one says otherwise: what they add up to does not depend on which came first.
alter table patient_alias drop constraint patient_alias_pkey;
alter table patient_alias drop column previous;
alter table patient_alias add primary key (patient, part, rank, micros, tie, survivor);
