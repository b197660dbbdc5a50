import { Migration } from '@mikro-orm/migrations';

/** One row for each dataset of the STAC catalogue: what the newest successful production run of a recipe wrote. */
export class StacItem20261121010000 extends Migration {
  override up(): void {
    this.addSql(`
      create table stac_item (
        feedstock_id integer not null references feedstock (id) on delete cascade, recipe_id text not null,
        recipe_run_id integer not null references reciperun (id) on delete cascade,
        item jsonb not null, collection jsonb not null, is_described boolean not null,
        attempts integer not null default 0, problem text, look_again_at timestamptz,
        written_at timestamptz not null default now(), primary key (feedstock_id, recipe_id));
      create index stac_item_run on stac_item (recipe_run_id);
      create index reciperun_published on reciperun (feedstock_id, recipe_id, id)
        where not is_test and status = 'completed' and conclusion = 'success' and dataset_public_url is not null;
    `);
  }

  override down(): void {
    this.addSql('drop table if exists stac_item; drop index if exists reciperun_published;');
  }
}
