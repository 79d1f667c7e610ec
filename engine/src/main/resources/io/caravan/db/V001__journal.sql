-- The point of custody: one row for each message taken, never updated.
create table journal (
    id           bigint generated always as identity primary key,
    data_class   smallint    not null,
    source       text        not null,
    control_hash bytea       not null, -- keyed hash of class and MSH-3|MSH-4|MSH-10, or of the content where it has none
    content_hash bytea       not null, -- keyed hash of class and bytes as received; the sealed bytes are bound to it
    patient_hash bigint      not null, -- 0 = no patient: nothing orders it
    received_at  timestamptz not null,
    reply_code   text        not null, -- what a duplicate is answered with again
    sealed       bytea       not null
);
alter table journal alter column sealed set storage external;
-- A message can be taken once, whoever writes: also two Caravans on one database.
create unique index journal_once on journal (control_hash, content_hash);

-- What became of an entry. An entry without a row here, or with an undelivered one, is in flight.
create table outcome (
    journal_id bigint      primary key,
    outcome    smallint    not null,
    delivered  boolean     not null,
    at         timestamptz not null
);
create index outcome_undelivered on outcome (journal_id) where not delivered;

-- Every entry of the class up to this id has its outcome, but for those listed as undelivered or replaying. It saves a
-- start from looking through the whole journal; it may lag, never lead.
create table dispatch_position (
    data_class smallint primary key,
    journal_id bigint   not null
);

-- Counters, moved in the transaction of what they count.
create table tally (
    data_class smallint not null,
    name       text     not null,
    count      bigint   not null,
    primary key (data_class, name)
) with (fillfactor = 50);

create table finding (
    id         bigint generated always as identity primary key,
    data_class smallint    not null,
    source     text        not null,
    code       text        not null,
    place      text        not null,
    journal_id bigint,
    control_id text        not null default '',
    row_key    text        not null default '',
    at         timestamptz not null
);
create index finding_of_class on finding (data_class, id desc);
