import { Migration } from '@mikro-orm/migrations';

/** The trace that a phase of a run belongs to. */
export class PhaseTrace20261201044836 extends Migration {
  override up(): void {
    this.addSql('alter table run_phase add column traceparent text;');
  }

  override down(): void {
    this.addSql('alter table run_phase drop column traceparent;');
  }
}
