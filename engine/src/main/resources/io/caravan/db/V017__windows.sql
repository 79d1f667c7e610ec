-- When bulk work may run. Every version of the plan stays, with the calendars it names.
create table window_plan (
    version    bigint      primary key,             -- from 1, without gaps; the greatest is in force
    digest     text        not null,                -- of text and calendars
    plan       text        not null,                -- windows.yaml
    applied_at timestamptz not null,
    actor      text        not null,
    reason     text        not null
);

create table window_calendar (
    version  bigint not null references window_plan (version),
    file     text   not null,
    calendar text   not null,
    primary key (version, file)
);

-- What people decided for a while, against the calendar.
create table window_override (
    id              bigint generated always as identity primary key,
    action          smallint    not null,           -- 0 open, 1 close
    window_id       text,                           -- null = of no one window
    classes         smallint[]  not null,           -- empty = all
    sources         text[]      not null,
    phases          smallint[]  not null,
    from_at         timestamptz not null,
    until_at        timestamptz not null,           -- exclusive
    actor           text        not null,
    reason          text        not null,
    made_at         timestamptz not null,
    withdrawn_at    timestamptz,
    withdrawn_by    text        not null default '',
    withdrawn_why   text        not null default ''
);
create index window_override_standing on window_override (until_at) where withdrawn_at is null;

-- Emergency stops of all bulk work, and those that were.
create table bulk_stop (
    id         bigint generated always as identity primary key,
    since      timestamptz not null,
    actor      text        not null,
    reason     text        not null,
    lifted_at  timestamptz,
    lifted_by  text        not null default '',
    lifted_why text        not null default ''
);
create unique index bulk_stop_standing on bulk_stop ((true)) where lifted_at is null;

-- One row: changes with each change of the above, so that every Caravan on this database learns of it; who changes, holds it.
create table window_revision (
    one      boolean primary key default true check (one),
    revision bigint  not null
);

-- What was done in an opening: one row for each work and opening, however often the clock or the process comes back to it.
create table window_session (
    id          bigint generated always as identity primary key,
    phase       smallint    not null,
    data_class  smallint    not null,
    source      text        not null,
    opens_at    timestamptz not null,               -- of the opening, as it was decided when the work was begun
    ends_at     timestamptz,                        -- null = nobody knows
    begun_at    timestamptz not null,
    ended_at    timestamptz,                        -- null = it goes on, or the process died in it
    records     bigint      not null default 0,
    overrun_seconds bigint  not null default 0,     -- how long after the end something was in hand
    unique (phase, data_class, source, opens_at)
);

-- When what a run waits for is over; null = nobody knows.
alter table backfill_run add column waits_until timestamptz;
