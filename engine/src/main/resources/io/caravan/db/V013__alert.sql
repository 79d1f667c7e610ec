-- What somebody must look at: one row from its opening to its end, never one a message.
create table alert (
    id              bigint generated always as identity primary key,
    kind            text        not null,
    data_class      smallint    not null,           -- -1 = of no class
    subject         text        not null,           -- tells alerts of a kind apart; no patient data
    text            text        not null,
    opened_at       timestamptz not null,
    last_seen       timestamptz not null,
    count           integer     not null,
    resolved_at     timestamptz,
    acknowledged_at timestamptz,
    acknowledged_by text        not null default '',
    note            text        not null default ''
);
create unique index alert_open on alert (kind, data_class, subject) where resolved_at is null;

-- What the webhook is to be told, once when an alert opens and once when it ends.
create table alert_notice (
    id         bigint generated always as identity primary key,
    alert_id   bigint      not null references alert (id),
    event      text        not null,                -- opened, resolved
    attempts   integer     not null default 0,
    due_at     timestamptz not null,
    told_at    timestamptz,
    given_up   boolean     not null default false
);
create index alert_notice_waiting on alert_notice (alert_id, id) where told_at is null and not given_up;

-- When each source was last heard, for alerts of silence.
create table feed_heard (
    source     text        primary key,
    data_class smallint    not null,
    at         timestamptz not null
);
