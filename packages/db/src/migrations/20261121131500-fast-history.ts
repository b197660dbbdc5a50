import { Migration } from '@mikro-orm/migrations';

/** GitHub's names have no case, so what is asked of deliveries and journal by repository is asked in lower case: that must be what is indexed. */
export class FastHistory20261121131500 extends Migration {
  override up(): void {
    this.addSql(`
      create index webhook_delivery_of_subject on webhook_delivery (lower(repository), number, received_at);
      drop index webhook_delivery_subject;
      create index journal_of_subject on journal (lower(subject), id);
      drop index journal_subject;
      create index work_open on work (kind, state) where state <> 'done';
    `);
  }

  override down(): void {
    this.addSql(`
      create index if not exists webhook_delivery_subject on webhook_delivery (repository, number, received_at);
      create index if not exists journal_subject on journal (subject, id);
      drop index if exists webhook_delivery_of_subject, journal_of_subject, work_open;
    `);
  }
}
