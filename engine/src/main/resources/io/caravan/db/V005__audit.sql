-- Who did what when. Rows are only ever added; each holds the hash of itself and of the one before it.
create table audit (
    sequence bigint      primary key,
    at       timestamptz not null,
    actor    text        not null,
    action   text        not null,
    subject  text        not null,
    detail   text        not null,
    hash     bytea       not null
);

-- The end of the chain, so that records cut off at the end are missed.
create table audit_head (
    one      boolean primary key default true check (one),
    sequence bigint not null,
    hash     bytea  not null
);
insert into audit_head (sequence, hash) values (0, '');

create function audit_is_append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the audit trail is append-only' using errcode = 'object_not_in_prerequisite_state';
end
$$;

create trigger audit_stays before update or delete on audit
    for each row execute function audit_is_append_only();
create trigger audit_is_not_emptied before truncate on audit
    for each statement execute function audit_is_append_only();
create trigger audit_head_stays before delete or truncate on audit_head
    for each statement execute function audit_is_append_only();
