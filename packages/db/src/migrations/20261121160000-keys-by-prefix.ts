import { Migration } from '@mikro-orm/migrations';

/** What was done, and asked of the runner, is looked for by the beginning of its key at every event: that read these tables whole. */
export class KeysByPrefix20261121160000 extends Migration {
  override up(): void {
    this.addSql(`
      create index effect_key_prefix on effect (key text_pattern_ops);
      create index effect_of_feedstock on effect (result) where key like 'feedstock of %: registered';
      create index runner_invocation_key_prefix on runner_invocation (key text_pattern_ops);
    `);
  }

  override down(): void {
    this.addSql(`
      drop index if exists effect_key_prefix, effect_of_feedstock, runner_invocation_key_prefix;
    `);
  }
}
