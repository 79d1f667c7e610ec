-- Dead letters by signature, with what ran when they failed, under keys people ask for.

-- The same failure at the same place of the same source: one group, whatever the message.
create table dead_letter_group (
    id         bigint generated always as identity primary key,
    data_class smallint    not null,
    source     text        not null,
    code       text        not null,
    cause      smallint    not null,
    place      text        not null,   -- without numbers of repetitions
    first_seen timestamptz not null,
    unique (data_class, source, code, cause, place)
);

alter table dead_letter
    add column group_id      bigint,
    add column grouped_at    timestamptz,                 -- since when it is in this group
    add column message_type  text   not null default '',  -- MSH-9 as ADT^A01; empty for rows
    add column patient_hash  bigint not null default 0,   -- as the journal's: 0 = no patient
    add column route_version text   not null default '',  -- what ran when it failed last
    add column map_version   text   not null default '',
    add column assignee      text   not null default '';

insert into dead_letter_group (data_class, source, code, cause, place, first_seen)
select data_class, source, code, cause, regexp_replace(place, '\[[0-9]+\]', '', 'g'), min(first_seen)
from dead_letter
group by 1, 2, 3, 4, 5;

update dead_letter as letter
set group_id = known.id,
    grouped_at = letter.first_seen,
    patient_hash = coalesce((select patient_hash from journal where journal.id = letter.journal_id), 0)
from dead_letter_group as known
where known.data_class = letter.data_class
  and known.source = letter.source
  and known.code = letter.code
  and known.cause = letter.cause
  and known.place = regexp_replace(letter.place, '\[[0-9]+\]', '', 'g');

alter table dead_letter
    alter column group_id set not null,
    alter column grouped_at set not null,
    add foreign key (group_id) references dead_letter_group (id);

-- Lists are newest first: by time, then by number.
drop index dead_letter_by_state;
drop index dead_letter_of_class;
create index dead_letter_by_state on dead_letter (state, first_seen desc, id desc);
create index dead_letter_of_group on dead_letter (group_id, state, first_seen desc, id desc);
create index dead_letter_of_group_type on dead_letter (group_id, message_type, state, first_seen desc, id desc);
create index dead_letter_of_control_id on dead_letter (control_id, first_seen desc, id desc) where control_id <> '';
create index dead_letter_of_row_key on dead_letter (row_key, first_seen desc, id desc) where row_key <> '';
create index dead_letter_of_assignee on dead_letter (assignee, first_seen desc, id desc) where assignee <> '';

-- Under which numbers a letter is found.
create table dead_letter_key (
    letter_id bigint   not null references dead_letter (id),
    kind      smallint not null,   -- 0 patient, 1 visit, 2 order
    hash      bigint   not null,   -- keyed hash of the number
    primary key (kind, hash, letter_id)
);

alter table dead_letter_attempt
    add column actor         text not null default 'caravan',
    add column route_version text not null default '',
    add column map_version   text not null default '';

-- How many letters there are, by group, state and message type, and by the hour in which they came into their group.
-- Each statement that touches letters appends what it changed; a background task moves that into the totals. What is
-- counted is the sum of both, so that it is right in every snapshot, and nobody waits for a row.
create table dead_letter_change (
    id           bigint generated always as identity primary key,
    group_id     bigint      not null,
    state        smallint    not null,
    message_type text        not null,
    hour         timestamptz not null,
    change       bigint      not null,
    last_seen    timestamptz             -- of its latest failure; null where none was
);

create table dead_letter_total (
    group_id  bigint   not null,
    state     smallint not null,
    count     bigint   not null,
    last_seen timestamptz,
    primary key (group_id, state)
) with (fillfactor = 50);

create table dead_letter_type_total (
    message_type text     not null,
    group_id     bigint   not null,
    state        smallint not null,
    count        bigint   not null,
    primary key (message_type, group_id, state)
) with (fillfactor = 50);

create table dead_letter_hour (
    group_id bigint      not null,
    hour     timestamptz not null,
    count    bigint      not null,
    primary key (group_id, hour)
) with (fillfactor = 70);

-- To be summed.
create view dead_letter_count as
select group_id, state, count, last_seen
from dead_letter_total
union all
select group_id, state, change, last_seen
from dead_letter_change;

-- To be summed.
create view dead_letter_type_count as
select group_id, state, message_type, count
from dead_letter_type_total
union all
select group_id, state, message_type, change
from dead_letter_change;

-- How many letters came into a group in an hour, whatever became of them since.
create view dead_letter_trend as
select group_id, hour, sum(count)::bigint as count
from (
    select group_id, hour, count
    from dead_letter_hour
    union all
    select group_id, hour, change
    from dead_letter_change) as part
group by group_id, hour;

insert into dead_letter_total (group_id, state, count, last_seen)
select group_id, state, count(*), max(changed_at)
from dead_letter
group by 1, 2;

insert into dead_letter_type_total (message_type, group_id, state, count)
select message_type, group_id, state, count(*)
from dead_letter
group by 1, 2, 3;

insert into dead_letter_hour (group_id, hour, count)
select group_id, date_trunc('hour', grouped_at, 'UTC'), count(*)
from dead_letter
group by 1, 2;

create function dead_letter_opened() returns trigger language plpgsql as $$
begin
    insert into dead_letter_change (group_id, state, message_type, hour, change, last_seen)
    select group_id, state, message_type, date_trunc('hour', grouped_at, 'UTC'), count(*), max(changed_at)
    from came
    group by 1, 2, 3, 4;
    return null;
end
$$;

create function dead_letter_moved() returns trigger language plpgsql as $$
begin
    insert into dead_letter_change (group_id, state, message_type, hour, change, last_seen)
    select group_id, state, message_type, hour, sum(change), max(last_seen)
    from (
        select was.group_id, was.state, was.message_type, date_trunc('hour', was.grouped_at, 'UTC') as hour,
            -1 as change, null::timestamptz as last_seen
        from was
        join became using (id)
        where (was.group_id, was.state, was.message_type, was.attempts)
            is distinct from (became.group_id, became.state, became.message_type, became.attempts)
        union all
        select became.group_id, became.state, became.message_type, date_trunc('hour', became.grouped_at, 'UTC'),
            1, case when became.attempts > was.attempts then became.changed_at end
        from was
        join became using (id)
        where (was.group_id, was.state, was.message_type, was.attempts)
            is distinct from (became.group_id, became.state, became.message_type, became.attempts)) as moved
    group by 1, 2, 3, 4
    having sum(change) <> 0 or max(last_seen) is not null;
    return null;
end
$$;

create trigger dead_letter_opened after insert on dead_letter
    referencing new table as came
    for each statement execute function dead_letter_opened();
create trigger dead_letter_moved after update on dead_letter
    referencing old table as was new table as became
    for each statement execute function dead_letter_moved();
