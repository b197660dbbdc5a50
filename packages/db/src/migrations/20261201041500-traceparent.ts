import { Migration } from '@mikro-orm/migrations';

/** The trace that work belongs to. */
export class Traceparent20261201041500 extends Migration {
  override up(): void {
    this.addSql('alter table work add column traceparent text;');
  }

  override down(): void {
    this.addSql('alter table work drop column traceparent;');
  }
}
