import { Migration } from '@mikro-orm/migrations';

/** One row for each store that a run wrote, as it was found when it was opened after the bake. */
export class Dataset20261130232000 extends Migration {
  override up(): void {
    this.addSql(`
      create table dataset (
        id bigserial primary key,
        recipe_run_id integer not null references reciperun (id) on delete cascade, recipe_id text not null,
        position integer not null, path text not null default '',
        kind text check (kind in ('zarr2', 'zarr3', 'kerchunk-json', 'kerchunk-parquet', 'icechunk', 'parquet')),
        address text, version text, description jsonb, size_bytes bigint, objects bigint, picture bytea,
        verified boolean not null, problem text, inspected_at timestamptz not null default now(),
        unique (recipe_run_id, path));
      create index dataset_address on dataset (md5(address));
      alter table reciperun add column if not exists baked_at timestamptz;
    `);
  }

  override down(): void {
    this.addSql('drop table if exists dataset; alter table reciperun drop column if exists baked_at;');
  }
}
