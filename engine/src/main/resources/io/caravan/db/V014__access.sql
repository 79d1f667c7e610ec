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
