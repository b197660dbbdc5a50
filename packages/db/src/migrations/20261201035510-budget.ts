import { Migration } from '@mikro-orm/migrations';

/** A bake may be held since it would exceed a budget, and be approved all the same. */
export class Budget20261201035510 extends Migration {
  override up(): void {
    this.addSql(
      'alter table runner_invocation add column if not exists held text, add column if not exists approved_by text;',
    );
  }

  override down(): void {
    this.addSql('alter table runner_invocation drop column if exists held, drop column if exists approved_by;');
  }
}
