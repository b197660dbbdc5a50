import { Migration } from '@mikro-orm/migrations';

/** How each production run made its datasets, as it was signed once. */
export class Provenance20261201041200 extends Migration {
  override up(): void {
    this.addSql(`
      alter table dataset add column if not exists metadata_file text,
        add column if not exists metadata_sha256 text check (metadata_sha256 ~ '^[0-9a-f]{64}$');
      create table if not exists provenance (
        recipe_run_id integer primary key references reciperun (id) on delete cascade,
        envelope jsonb not null, ro_crate jsonb not null, key_id text, made_at timestamptz not null default now());
    `);
  }

  override down(): void {
    this.addSql(`
      drop table if exists provenance;
      alter table dataset drop column if exists metadata_file, drop column if exists metadata_sha256;
    `);
  }
}
