import { Migration } from '@mikro-orm/migrations';

/**
 * What items are searched by, generated from the item, so that a version before this one writes it too. East of the
 * 180th meridian `east` goes on beyond 180. A moment that Postgres cannot hold is null.
 */
export class StacSearch20261201035900 extends Migration {
  override up(): void {
    this.addSql(`
      create or replace function stac_moment(moment text) returns timestamptz language plpgsql immutable parallel safe as $$
      begin return moment::timestamptz; exception when others then return null; end $$;
      alter table stac_item
        add column if not exists item_id text generated always as (item ->> 'id') stored,
        add column if not exists west float8 generated always as ((item #>> '{bbox,0}')::float8) stored,
        add column if not exists south float8 generated always as ((item #>> '{bbox,1}')::float8) stored,
        add column if not exists east float8 generated always as ((item #>> '{bbox,2}')::float8
          + case when (item #>> '{bbox,0}')::float8 > (item #>> '{bbox,2}')::float8 then 360 else 0 end) stored,
        add column if not exists north float8 generated always as ((item #>> '{bbox,3}')::float8) stored,
        add column if not exists starts_at timestamptz generated always as (stac_moment(
          coalesce(item #>> '{properties,datetime}', item #>> '{properties,start_datetime}'))) stored,
        add column if not exists ends_at timestamptz generated always as (stac_moment(
          coalesce(item #>> '{properties,datetime}', item #>> '{properties,end_datetime}'))) stored;
      create index if not exists stac_item_id on stac_item (item_id);
      create index if not exists stac_item_variables on stac_item using gin ((item -> 'properties' -> 'cube:variables'));
    `);
  }

  override down(): void {
    this.addSql(`
      drop index if exists stac_item_variables;
      alter table stac_item drop column if exists item_id, drop column if exists west, drop column if exists south,
        drop column if exists east, drop column if exists north, drop column if exists starts_at,
        drop column if exists ends_at;
      drop function if exists stac_moment(text);
    `);
  }
}
