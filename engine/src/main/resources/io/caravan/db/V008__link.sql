-- What an interface does beyond single messages.

-- Journal entries that are fragments of one message: next of one (DSC-1) is pointer of the following (MSH-14).
create table fragment (
    journal_id bigint primary key,
    pointer    bytea, -- keyed hash of class, sender and MSH-14; null = the first fragment
    next       bytea  -- keyed hash of class, sender and DSC-1; null = the last fragment
);
create index fragment_by_pointer on fragment (pointer, journal_id) where pointer is not null;
create index fragment_by_next on fragment (next, journal_id) where next is not null;

-- The last number accepted from a source that follows the sequence number protocol (MSH-13).
create table sequence_number (
    source text   primary key,
    last   bigint not null
);
