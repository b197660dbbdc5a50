import { Migration } from '@mikro-orm/migrations';

/** How often the process that held the work vanished: work that kills whoever does it is told from work that could not be done just now. */
export class LostLeases20261121130000 extends Migration {
  override up(): void {
    this.addSql('alter table work add column lost_leases integer not null default 0;');
  }

  override down(): void {
    this.addSql('alter table work drop column if exists lost_leases;');
  }
}
