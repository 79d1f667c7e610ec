-- Live feed and backfill meet: when a page was read by the old database's own clock, runs that read less than everything, and
-- which resource each row has brought.

alter table backfill_run
    add column kind smallint not null default 0,             -- 0 all rows, 1 what changed since the last run, 2 the keys only
    add column since_at timestamptz,                         -- kind 1: rows changed before are not read
    add column mark_at timestamptz,                          -- the old database's clock before the first page
    add column clock_difference_micros bigint,               -- of that clock from Caravan's own; greatest of the run
    add column confirmed boolean not null default false,     -- kind 2: somebody says that so many rows may be gone
    add column compared boolean not null default false;      -- kind 2: what is gone is known, in segments of its own

alter table segment
    drop column lease_until,                                 -- one process works on a data folder, and its lock says which
    add column low_at timestamptz,                           -- the old database's clock before and after the SELECT
    add column high_at timestamptz,
    -- kinds 0 and 1: for each row the keyed hash of its key (16 bytes), type (2) and id (16) of the resource it brought;
    -- kind 2: for each key its hash; in segments with an ordinal below zero, the rows that are gone, as in kinds 0 and 1
    add column trace bytea;
alter table segment alter column trace set storage external;

-- Rows that were dead letters and have been replayed: no segment brought them.
create table replayed_row (
    data_class smallint not null,
    source     text     not null,
    run_id     bigint   not null,  -- the latest run by then
    trace      bytea    not null
);
create index replayed_row_of on replayed_row (data_class, source);
