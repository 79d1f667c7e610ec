-- What could not go on. A letter is never deleted; it ends as replayed, superseded or discarded.
create table dead_letter (
    id          bigint generated always as identity primary key,
    data_class  smallint    not null,
    source      text        not null,
    journal_id  bigint,                      -- null for rows
    control_id  text        not null,
    row_key     text        not null,        -- keyed hash of the row's key, hexadecimal; empty for messages
    hl7_code    integer     not null,
    code        text        not null,
    cause       smallint    not null,
    place       text        not null,
    state       smallint    not null,        -- 0 open, 1 held, 2 replaying, 3 replayed, 4 superseded, 5 discarded
    first_seen  timestamptz not null,
    changed_at  timestamptz not null,
    attempts    integer     not null,
    sealed      bytea,                       -- rows: the key and the row; messages: the journal has the bytes
    version     integer     not null default 0  -- of the payload: 0 = the original, else the newest row of dead_letter_edit
);
alter table dead_letter alter column sealed set storage external;
create unique index dead_letter_of_entry on dead_letter (journal_id) where journal_id is not null;
-- The same row failing again is another attempt of its letter, not another letter.
create unique index dead_letter_of_row on dead_letter (data_class, source, row_key)
    where journal_id is null and state in (0, 1, 2);
create index dead_letter_replaying on dead_letter (data_class, id) where state = 2;
create index dead_letter_by_state on dead_letter (state, id desc);
create index dead_letter_of_class on dead_letter (data_class, id desc);

-- Its history: each failure, replay, edit, discard. Nothing here is changed or removed.
create table dead_letter_attempt (
    id        bigint generated always as identity primary key,
    letter_id bigint      not null references dead_letter (id),
    at        timestamptz not null,
    event     text        not null,          -- failed, replay, edited, discarded, replayed, superseded
    code      text        not null,
    place     text        not null,
    reason    text        not null
);
create index dead_letter_attempt_of on dead_letter_attempt (letter_id, id);

-- Edited payloads; the original stays where it is.
create table dead_letter_edit (
    letter_id bigint      not null references dead_letter (id),
    version   integer     not null,
    at        timestamptz not null,
    reason    text        not null,
    sealed    bytea       not null,
    primary key (letter_id, version)
);
alter table dead_letter_edit alter column sealed set storage external;
