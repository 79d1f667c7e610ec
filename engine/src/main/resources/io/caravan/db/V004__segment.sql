-- The backfill: one run of a class and legacy database after another, each cut into segments.

create table backfill_run (
    id          bigint generated always as identity primary key,
    data_class  smallint    not null,
    source      text        not null,
    state       smallint    not null,
    reason      text        not null default '',
    -- digest of SELECT and key: a run must not go on with another reading of the rows than it began with
    plan_digest bytea       not null,
    started_at  timestamptz not null default now(),
    finished_at timestamptz
);

create index backfill_run_latest on backfill_run (data_class, source, id desc);

-- A keyset range: after from_key (null = from the first row), up to and with to_key. Keys are sealed, for they may be patients' numbers.
create table segment (
    id            bigint generated always as identity primary key,
    run_id        bigint      not null references backfill_run (id),
    ordinal       integer     not null,
    from_key      bytea,
    to_key        bytea       not null,
    done          boolean     not null default false,
    row_count     integer     not null,
    applied       integer     not null default 0,
    superseded    integer     not null default 0,
    merged        integer     not null default 0,
    excluded      integer     not null default 0,
    dead_lettered integer     not null default 0,
    attempts      integer     not null default 1,
    digest        bytea       not null,
    lease_until   timestamptz not null,
    started_at    timestamptz not null default now(),
    finished_at   timestamptz,
    unique (run_id, ordinal)
);

create index segment_open on segment (run_id) where not done;
