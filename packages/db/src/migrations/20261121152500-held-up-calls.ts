import { Migration } from '@mikro-orm/migrations';

/** Since when and why a bakery does not take what the runner submits, and how often a call of the runner failed by our own fault. */
export class HeldUpCalls20261121152500 extends Migration {
  override up(): void {
    this.addSql(`
      alter table runner_invocation
        add column refused_at timestamptz, add column refusal text, add column own_faults integer not null default 0;
    `);
  }

  override down(): void {
    this.addSql(`
      alter table runner_invocation
        drop column if exists refused_at, drop column if exists refusal, drop column if exists own_faults;
    `);
  }
}
