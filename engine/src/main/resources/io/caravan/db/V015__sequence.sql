-- Messages that wait behind an unresolved dead letter of their patient, and classes that stand still.

-- In flight, and without an outcome; an entry that has one is not parked any more, whether its row is still here or not. Of
-- a patient's entries the first may go when no unresolved letter is before it.
create table parked (
    journal_id   bigint      primary key,
    data_class   smallint    not null,
    patient_hash bigint      not null,
    at           timestamptz not null
);
create index parked_of_patient on parked (data_class, patient_hash, journal_id);

-- Whether a patient of a class has unresolved letters of messages, and before which message.
create index dead_letter_of_patient on dead_letter (data_class, patient_hash, journal_id)
    where state in (0, 1, 2) and journal_id is not null;

create table class_pause (
    id         bigint generated always as identity primary key,
    data_class smallint    not null,
    since      timestamptz not null,
    actor      text        not null,
    reason     text        not null,
    code       text        not null, -- of the cause that made too many dead letters; empty where somebody paused the class
    place      text        not null,
    count      integer     not null,
    passing    boolean     not null, -- the cause passes by itself, and the class goes on then
    ended_at   timestamptz,
    ended_by   text        not null default ''
);
create unique index class_pause_active on class_pause (data_class) where ended_at is null;
create index class_pause_of_class on class_pause (data_class, since);
