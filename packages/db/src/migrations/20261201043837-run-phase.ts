import { Migration } from '@mikro-orm/migrations';

/** When each phase of a run began and ended, as its last attempt went through them. */
export class RunPhase20261201043837 extends Migration {
  override up(): void {
    this.addSql(`
      create table run_phase (
        recipe_run_id integer not null references reciperun (id) on delete cascade,
        phase text not null check (phase in ('clone', 'environment', 'read', 'submit', 'bake', 'inspect')),
        started_at timestamptz not null default now(), ended_at timestamptz, primary key (recipe_run_id, phase));
    `);
  }

  override down(): void {
    this.addSql('drop table if exists run_phase;');
  }
}
