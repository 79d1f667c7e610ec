-- Bulk work on what is there already: many dead letters replayed, or a class's resources delivered again.
create table replay_job (
    id            bigint generated always as identity primary key,
    kind          smallint    not null,             -- 0 letters replayed, 1 resources delivered again
    request       text        not null unique,      -- the same request, sent twice, is one job
    actor         text        not null,
    reason        text        not null,
    selection     text        not null,             -- what was asked for, in words; no patient data
    take_open     boolean     not null default false,  -- letters in other states by then are skipped
    take_held     boolean     not null default false,
    per_second    double precision not null,        -- 0 = no limit of its own
    canary        boolean     not null,
    in_windows    boolean     not null,
    stop_at       integer     not null,             -- failures since it was started or resumed
    state         smallint    not null,             -- 0 running, 1 paused, 2 stopped, 3 done, 4 cancelled
    why           text        not null default '',  -- of the state, or what it waits for
    total         bigint      not null default 0,
    in_flight     integer     not null default 0,
    replayed      bigint      not null default 0,
    superseded    bigint      not null default 0,
    failed        bigint      not null default 0,
    skipped       bigint      not null default 0,
    failed_before bigint      not null default 0,   -- when it was resumed
    speed         double precision not null default 0, -- letters a second that ended lately
    classes       smallint[]  not null default '{}', -- of its letters
    data_class    smallint,                         -- kind 1: whose resources
    since         timestamptz,                      -- kind 1: changed since
    until         timestamptz,                      -- kind 1: and before; later ones are delivered anyway
    resource_id   uuid,                             -- kind 1: up to here they were delivered
    created_at    timestamptz not null,
    changed_at    timestamptz not null,
    ended_at      timestamptz                       -- done or cancelled, and nothing under way any more
);
create index replay_job_going on replay_job (id) where ended_at is null;

-- At most one job that has not ended for each source of messages or rows, or target.
create table replay_job_source (
    source text   primary key,
    job_id bigint not null references replay_job (id)
);
create index replay_job_source_of on replay_job_source (job_id);

-- The frozen selection, in order of custody.
create table replay_job_item (
    job_id    bigint   not null,
    ordinal   bigint   not null,
    letter_id bigint   not null,
    state     smallint not null default 0,  -- 0 waiting, 1 submitted, 2 replayed, 3 superseded, 4 failed, 5 skipped
    attempts  integer  not null default 0,  -- of the letter, when it was submitted: one more is a failure
    primary key (job_id, ordinal)
) with (fillfactor = 80);
create index replay_job_item_under_way on replay_job_item (job_id, ordinal) where state = 1;
create index replay_job_item_failed on replay_job_item (job_id, ordinal) where state = 4;
create index replay_job_item_of on replay_job_item (letter_id);

-- Groups of the selection: what is new in them since the job began is of interest.
create table replay_job_group (
    job_id   bigint not null,
    group_id bigint not null,
    primary key (job_id, group_id)
);
