import { Migration } from '@mikro-orm/migrations';

/** One row for each recipe of a feedstock whose meta.yaml has a schedule on the default branch. */
export class Schedule20261201034151 extends Migration {
  override up(): void {
    this.addSql(`
      create table schedule (
        id serial primary key,
        feedstock_id integer not null references feedstock (id) on delete cascade, recipe_id text not null,
        cron text not null, next_due_at timestamptz not null,
        last_run_id integer, skipped_at timestamptz, skip_reason text, failed_reads integer not null default 0,
        paused_at timestamptz, paused_by text, pause_reason text, resumed_at timestamptz, issue_number integer,
        created_at timestamptz not null default now(),
        unique (feedstock_id, recipe_id));
    `);
  }

  override down(): void {
    this.addSql('drop table if exists schedule;');
  }
}
