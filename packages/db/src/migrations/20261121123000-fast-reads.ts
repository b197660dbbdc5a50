import { Migration } from '@mikro-orm/migrations';

/**
 * What the API reads most. A run is kept as the text that is served, made by Postgres whenever its row is written, by whomever: a list of runs is
 * then joined, not rendered. The functions depend on nothing but their arguments, which Postgres cannot know of to_json and to_char.
 */
export class FastReads20261121123000 extends Migration {
  override up(): void {
    this.addSql(`
      create function json_of_text(value text) returns text language sql immutable parallel safe
        as $$ select coalesce(to_json(value)::text, 'null') $$;
      create function json_of_naive_time(value timestamp) returns text language sql immutable parallel safe
        as $$ select coalesce('"' || to_char(value, case when date_trunc('second', value) = value
          then 'YYYY-MM-DD"T"HH24:MI:SS' else 'YYYY-MM-DD"T"HH24:MI:SS.US' end) || '"', 'null') $$;
      alter table reciperun add column served text generated always as (
        '{"recipe_id":' || json_of_text(recipe_id) || ',"bakery_id":' || bakery_id::text
        || ',"feedstock_id":' || feedstock_id::text || ',"head_sha":' || json_of_text(head_sha)
        || ',"version":' || json_of_text(version) || ',"started_at":' || json_of_naive_time(started_at)
        || ',"completed_at":' || json_of_naive_time(completed_at) || ',"conclusion":' || json_of_text(conclusion)
        || ',"status":' || json_of_text(status) || ',"is_test":' || is_test::text
        || ',"dataset_type":' || json_of_text(dataset_type) || ',"dataset_public_url":' || json_of_text(dataset_public_url)
        || ',"message":' || json_of_text(message) || ',"id":' || id::text || '}') stored;
    `);
    this.addSql(`
      create index reciperun_of_feedstock on reciperun (feedstock_id, id) include (status, conclusion, is_test);
      create index reciperun_of_bakery on reciperun (bakery_id, id);
      drop index reciperun_feedstock_id, reciperun_bakery_id;
      create index reciperun_concluded on reciperun (conclusion, id) include (status, is_test);
      create index reciperun_started_at on reciperun (started_at, id);
      create index reciperun_completed_at on reciperun (completed_at, id);
      create index reciperun_recipe on reciperun (recipe_id, id);
      create index reciperun_head_sha on reciperun (head_sha, id);
      create index feedstock_spec on feedstock (lower(spec));
    `);
  }

  override down(): void {
    this.addSql(`
      drop index if exists reciperun_of_feedstock, reciperun_of_bakery, reciperun_concluded, reciperun_started_at,
        reciperun_completed_at, reciperun_recipe, reciperun_head_sha, feedstock_spec;
      create index if not exists reciperun_feedstock_id on reciperun (feedstock_id);
      create index if not exists reciperun_bakery_id on reciperun (bakery_id);
      alter table reciperun drop column if exists served;
      drop function if exists json_of_text, json_of_naive_time;
    `);
  }
}
