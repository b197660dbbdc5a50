import { Migration } from '@mikro-orm/migrations';

/** Since when work has failed and been retried without an end between: what an operator is alerted about. */
export class RetryingSince20261130221500 extends Migration {
  override up(): void {
    this.addSql('alter table work add column retrying_since timestamptz;');
  }

  override down(): void {
    this.addSql('alter table work drop column if exists retrying_since;');
  }
}
