import { Migration } from '@mikro-orm/migrations';

/**
 * Creates the tables of the original service on an empty database, and adopts them as they are on one that has them: rows, ids and
 * sequences stay untouched, and the Python original may go on working on the same database.
 */
export class Adopt20261121000000 extends Migration {
  override up(): void {
    this.addSql(`
      create table if not exists bakery (
        id serial primary key, region varchar not null, name varchar not null, description varchar not null);
      create table if not exists feedstock (
        id serial primary key, spec varchar not null, provider varchar not null);
      create table if not exists reciperun (
        id serial primary key, recipe_id varchar not null,
        bakery_id integer not null references bakery (id), feedstock_id integer not null references feedstock (id),
        head_sha varchar not null, version varchar not null,
        started_at timestamp without time zone not null, completed_at timestamp without time zone,
        conclusion varchar, status varchar not null, message varchar, is_test boolean not null,
        dataset_type varchar, dataset_public_url varchar);
      alter table reciperun
        add column if not exists dispatch_key text,
        add column if not exists retry_of integer,
        add column if not exists pull_request integer,
        add column if not exists clone_url text,
        add column if not exists feedstock_subdir text,
        add column if not exists requested_by text,
        add column if not exists dispatched_at timestamptz,
        add column if not exists deployment_id bigint,
        add column if not exists bakery_job_name text,
        add column if not exists bakery_job_id text,
        add column if not exists bakery_job jsonb,
        add column if not exists failure_reason text,
        add column if not exists observed_at timestamptz,
        add column if not exists corrected_at timestamptz,
        add column if not exists target_url text,
        add column if not exists submitted_at timestamptz,
        add column if not exists cancel_requested_at timestamptz,
        add column if not exists cancel_requested_by text,
        add column if not exists failure_traceback text;
      create unique index if not exists reciperun_dispatch_key on reciperun (dispatch_key);
      create index if not exists reciperun_feedstock_id on reciperun (feedstock_id);
      create index if not exists reciperun_bakery_id on reciperun (bakery_id);
      create index if not exists reciperun_bakery_job_name on reciperun (bakery_job_name) where bakery_job_name is not null;
      create index if not exists reciperun_unfinished on reciperun (status, id) where status <> 'completed';
    `);
    this.addSql(`
      create table webhook_delivery (
        id text primary key, event text not null, action text, repository text, number integer, sender text,
        head_sha text, occurred_at timestamptz, headers jsonb not null, body bytea,
        received_at timestamptz not null default now(), handled_at timestamptz);
      alter table webhook_delivery alter column body set storage external;
      create index webhook_delivery_subject on webhook_delivery (repository, number, received_at);
      create index webhook_delivery_received_at on webhook_delivery (received_at);

      create sequence work_fence;
      create table work (
        id bigserial primary key, kind text not null, ref text not null, subject text not null, label text not null,
        state text not null default 'due' check (state in ('due', 'leased', 'waiting', 'done', 'failed')),
        due_at timestamptz not null default now(), attempts integer not null default 0,
        lease_until timestamptz, fence bigint, holder text, again boolean not null default false, last_error text,
        created_at timestamptz not null default now(), updated_at timestamptz not null default now(),
        unique (kind, ref));
      create unique index work_one_lease_a_subject on work (subject) where state = 'leased';
      create index work_due on work (due_at) where state in ('due', 'waiting');
      create index work_leased on work (lease_until) where state = 'leased';
      create index work_subject on work (subject) where state in ('due', 'waiting');

      create table runner_invocation (
        id bigserial primary key, key text not null unique, kind text not null check (kind in ('expand_meta', 'bake')),
        subject text not null, recipe_run_id integer references reciperun (id) on delete cascade,
        request jsonb not null, state text not null default 'waiting' check (state in ('waiting', 'running', 'ended')),
        outcome text, exit_code integer, result jsonb, failure_reason text, traceback text,
        peak_memory_bytes bigint, duration_ms integer, host text, process_group integer, cancel_requested_at timestamptz,
        created_at timestamptz not null default now(), admitted_at timestamptz, started_at timestamptz, ended_at timestamptz);
      create index runner_invocation_run on runner_invocation (recipe_run_id);

      create table log_chunk (
        invocation_id bigint not null references runner_invocation (id) on delete cascade,
        attempt integer not null, sequence integer not null, lines text not null, severity text not null default 'INFO',
        written_at timestamptz not null default now(), primary key (invocation_id, attempt, sequence));
      create index log_chunk_written_at on log_chunk (written_at);

      create table effect (
        key text primary key, subject text not null, fence bigint not null,
        state text not null default 'intended' check (state in ('intended', 'done')),
        result jsonb, intended_at timestamptz not null default now(), done_at timestamptz);
      create index effect_subject on effect (subject);

      create table journal (
        id bigserial primary key, at timestamptz not null default now(), kind text not null, subject text not null,
        delivery_id text, recipe_run_id integer references reciperun (id) on delete cascade,
        decision text not null, from_state text, to_state text, actor text, reason text not null, detail jsonb);
      create index journal_subject on journal (subject, id);
      create index journal_delivery on journal (delivery_id);
      create index journal_run on journal (recipe_run_id, id);

      create table api_key (
        id serial primary key, prefix text not null unique, hash text not null unique, owner text not null,
        scopes text[] not null, bakery text, created_at timestamptz not null default now(),
        expires_at timestamptz, last_used_at timestamptz, revoked_at timestamptz);

      create table counter (name text primary key, count bigint not null, last_at timestamptz not null default now());

      create table setting (key text primary key, value jsonb not null, updated_at timestamptz not null default now());
    `);
  }

  /** What the original had is never dropped. */
  override down(): void {
    this.addSql(`
      drop table if exists setting, counter, api_key, journal, effect, log_chunk, runner_invocation, work, webhook_delivery;
      drop sequence if exists work_fence;
    `);
  }
}
