-- What was decided for each resource, and what is rendered from it: one row, so that one write serves ledger and store.
create table resource (
    id         uuid        primary key,
    patient    uuid,                   -- after aliases; null for resources of no patient
    revision   integer     not null,   -- grows with every write: who writes must have read the one before
    version    integer     not null,   -- meta.versionId: grows when what is rendered changes
    type       smallint    not null,
    data_class smallint    not null,   -- the class that brought it first
    updated_at timestamptz not null,   -- of the version
    body_hash  bytea       not null,   -- keyed hash of the rendered JSON: is it another one?
    state      bytea       not null,   -- sealed: field by field, with versions
    body       bytea                   -- sealed: rendered JSON; null for what is never delivered
) with (fillfactor = 70, toast_tuple_target = 4080);
alter table resource alter column state set storage external;
alter table resource alter column body set storage external;
create index resource_of_patient on resource (patient, type) where patient is not null;

-- Bodies that were replaced.
create table resource_history (
    id         uuid        not null,
    version    integer     not null,
    type       smallint    not null,
    updated_at timestamptz not null,
    body       bytea       not null,
    primary key (id, version)
) with (toast_tuple_target = 4080);
alter table resource_history alter column body set storage external;

-- Identifiers under which a resource is found: keyed hash of system|value.
create table resource_lookup (
    hash        bigint   not null,
    type        smallint not null,
    resource_id uuid     not null,
    primary key (hash, type, resource_id)
);

-- A merged patient, and the one it was merged into directly; chains are followed.
create table patient_alias (
    patient    uuid     primary key,
    survivor   uuid     not null,
    rank       smallint not null,
    micros     bigint   not null,
    tie        bigint   not null,
    data_class smallint not null,
    previous   uuid,             -- into whom it was merged before, if a newer merge names another
    moved      boolean  not null -- whether everything that belonged to the patient belongs to the survivor by now
);
create index patient_alias_of_survivor on patient_alias (survivor);
create index patient_alias_unmoved on patient_alias (patient) where not moved;

-- Which keyset sealed what is here: another one would open nothing.
create table keyset_in_use (
    only_row    boolean primary key default true check (only_row),
    fingerprint text    not null
);
