-- Who edited, and who approved: an edit that needs approval is not replayed before.
alter table dead_letter_edit
    add column editor         text    not null default '',
    add column needs_approval boolean not null default false,
    add column approver       text    not null default '',  -- empty = nobody yet
    add column approved_at    timestamptz;
create index dead_letter_edit_unapproved on dead_letter_edit (letter_id) where needs_approval and approver = '';

-- The source by whose declarations a letter is read instead of those of its own; null = its own.
alter table dead_letter add column as_source text;
