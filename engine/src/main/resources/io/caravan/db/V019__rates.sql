-- How fast bulk work goes, hour by hour: what finish dates are forecast from. Kept for good; a year of one source is some thousand rows.

create table rate_hour (
    phase      smallint         not null,
    data_class smallint         not null,
    source     text             not null,
    hour       timestamptz      not null,
    -- the limit that held then; -1 = none
    per_second integer          not null,
    at_once    integer          not null,
    records    bigint           not null,
    -- in which the work was to run, by its windows
    open_seconds double precision not null,
    -- of these, in which it got anywhere
    busy_seconds double precision not null,
    primary key (phase, data_class, source, hour, per_second, at_once)
);

-- Up to where it was measured, so that the time in which nobody measured counts as well.
create table rate_mark (
    phase        smallint    not null,
    data_class   smallint    not null,
    source       text        not null,
    at           timestamptz not null,
    run          bigint      not null,
    records      bigint      not null,
    state        smallint    not null,
    idle_seconds double precision not null,
    primary key (phase, data_class, source)
);

-- How many rows a backfill run has in all: those it has read, and those that were still ahead of it when they were counted.
create table run_size (
    data_class smallint    not null,
    source     text        not null,
    -- when the run began, microseconds since the epoch; 0 = none has begun
    run        bigint      not null,
    row_count  bigint      not null,
    -- false = the old database's planner supposes so
    counted    boolean     not null,
    counted_at timestamptz not null,
    primary key (data_class, source)
);
