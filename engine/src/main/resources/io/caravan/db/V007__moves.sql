-- Beside merges of whole patients: moves of one visit or account, and which message said so.
alter table patient_alias
    add column part       uuid     not null default '00000000-0000-0000-0000-000000000000', -- zero = the whole patient
    add column kind       smallint not null default 0,                                      -- 0 merge, 1 move, 2 new number
    add column source     text     not null default '',
    add column control_id text     not null default '';
alter table patient_alias drop constraint patient_alias_pkey;
alter table patient_alias add primary key (patient, part);
