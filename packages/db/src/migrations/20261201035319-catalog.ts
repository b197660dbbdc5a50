import { Migration } from '@mikro-orm/migrations';

/**
 * One row for each dataset of production, whichever run wrote it last: what the list of datasets searches. The rows
 * that this makes hold names only; the items of STAC are made again, and with them the rest is filled in.
 */
export class Catalog20261201035319 extends Migration {
  override up(): void {
    this.addSql(`
      create table catalog_entry (
        id bigserial primary key,
        feedstock_id integer not null references feedstock (id) on delete cascade, recipe_id text not null,
        position integer not null default 0,
        recipe_run_id integer not null references reciperun (id) on delete cascade,
        title text not null, license text, kind text, words text not null, variables text[] not null default '{}',
        starts_at text, ends_at text, starts_year double precision, ends_year double precision,
        west double precision, south double precision, east double precision, north double precision,
        is_described boolean not null default false, written_at timestamptz not null default now(),
        unique (feedstock_id, recipe_id, position));
      create index catalog_entry_newest on catalog_entry (recipe_run_id desc, id desc);
      create index catalog_entry_words on catalog_entry using gin (to_tsvector('simple', words));
      create index catalog_entry_variables on catalog_entry using gin (variables);
      create index catalog_entry_time on catalog_entry
        using gist (numrange(starts_year::numeric, ends_year::numeric, '[]'));
      create index catalog_entry_area on catalog_entry using gist
        (box(point(west, south), point(case when east < west then east + 360 else east end, north)));
      create index catalog_entry_license on catalog_entry (license);
      create index catalog_entry_kind on catalog_entry (kind);
      create index dataset_of_run on dataset (recipe_run_id, position);

      insert into catalog_entry (feedstock_id, recipe_id, recipe_run_id, title, license, kind, words)
        select r.feedstock_id, r.recipe_id, r.id, coalesce(s.collection ->> 'title', f.spec),
          nullif(s.collection ->> 'license', 'other'), d.kind,
          lower(regexp_replace(concat_ws(' ', s.collection ->> 'title', r.recipe_id, f.spec), '[^[:alnum:]]+', ' ', 'g'))
        from (
          select distinct on (feedstock_id, recipe_id) id, feedstock_id, recipe_id from reciperun
          where not is_test and status = 'completed' and conclusion = 'success' and dataset_public_url is not null
          order by feedstock_id, recipe_id, id desc) r
        join feedstock f on f.id = r.feedstock_id
        left join stac_item s on s.feedstock_id = r.feedstock_id and s.recipe_id = r.recipe_id
        left join dataset d on d.recipe_run_id = r.id and d.position = 0;
      update stac_item set look_again_at = now(), attempts = 0;
    `);
  }

  override down(): void {
    this.addSql('drop table if exists catalog_entry; drop index if exists dataset_of_run;');
  }
}
