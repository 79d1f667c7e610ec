-- What a target could not take yet, and when it is tried again. Only trouble is written here: where all goes well, these are empty.

-- A resource that is still to be brought to the target of a class. What is sent is the resource as it is then.
create table retry (
    data_class  smallint    not null,
    resource_id uuid        not null,
    patient     uuid,                 -- whose resources wait together; null = of no patient
    attempts    integer     not null, -- 0 = not tried, because its patient or the target was waited for
    since       timestamptz not null,
    due         timestamptz not null,
    code        text        not null, -- why it waits, e.g. target-503
    primary key (data_class, resource_id)
);
create index retry_due on retry (data_class, due);
create index retry_of_patient on retry (data_class, coalesce(patient, resource_id));

-- Messages whose effect is committed, and that count when these resources have arrived.
create table retry_entry (
    data_class  smallint not null,
    resource_id uuid     not null,
    journal_id  bigint   not null,
    control_id  text     not null,
    primary key (data_class, resource_id, journal_id)
);
create index retry_entry_of on retry_entry (journal_id);

-- A class whose target cannot be reached: it takes nothing new until a probe succeeds.
create table target_away (
    data_class smallint    primary key,
    since      timestamptz not null,
    code       text        not null,
    attempts   integer     not null, -- probes that failed
    due        timestamptz not null
);

-- A message whose way to the ledger failed for a reason that passes; it holds its patient's later ones until it is tried again.
create table retry_message (
    journal_id bigint      primary key,
    data_class smallint    not null,
    attempts   integer     not null,
    since      timestamptz not null,
    due        timestamptz not null,
    code       text        not null
);
create index retry_message_due on retry_message (data_class, due);

-- A page that waits for the target, or for whatever else hindered it.
alter table segment
    add column due  timestamptz,
    add column code text not null default '';
