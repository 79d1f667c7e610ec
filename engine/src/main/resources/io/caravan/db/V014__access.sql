-- Commands that carry a key of their own: the same key again gives the same answer, without a second effect.
create table request (
    actor       text        not null,
    key         text        not null,       -- chosen by the caller
    action      text        not null,       -- method and path, without numbers
    fingerprint bytea       not null,       -- keyed hash of what was asked
    claim       uuid        not null,       -- of whoever does it: one that was taken over answers no more
    claimed_at  timestamptz not null,
    status      integer,                    -- null while it is being done, or where a crash came between
    media_type  text,
    answer      bytea,                      -- sealed
    primary key (actor, key)
);
alter table request alter column answer set storage external;
create index request_by_age on request (claimed_at);

-- Who may see one message or one resource in clear for a while, and why.
create table break_glass (
    id          bigint generated always as identity primary key,
    actor       text        not null,
    subject     text        not null,       -- deadletter/ID or a reference such as Patient/ID
    data_class  smallint,                   -- null for resources
    reason      text        not null,
    granted_at  timestamptz not null,
    expires_at  timestamptz not null,
    ended_at    timestamptz,                -- null while it is open
    ended_by    text,
    looks       integer     not null
);
create index break_glass_open on break_glass (actor, subject) where ended_at is null;

-- Closed letters lose what they hold after a while; what they are stays.
alter table dead_letter add column archived_at timestamptz;
alter table dead_letter_edit alter column sealed drop not null;
create index dead_letter_archivable on dead_letter (changed_at) where state in (3, 4, 5) and archived_at is null;
