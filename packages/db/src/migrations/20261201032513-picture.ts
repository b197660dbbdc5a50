import { Migration } from '@mikro-orm/migrations';

/** Pictures of datasets, by the hash of their content, so that browsers may keep them. */
export class Picture20261201032513 extends Migration {
  override up(): void {
    this.addSql(`
      create table picture (hash text primary key, png bytea not null, made_at timestamptz not null default now());
      alter table picture alter column png set storage external;
      alter table dataset add column if not exists picture_hash text references picture (hash),
        add column if not exists picture_dark_hash text references picture (hash),
        add column if not exists picture_caption text;
      create index dataset_picture on dataset (picture_hash);
      create index dataset_picture_dark on dataset (picture_dark_hash);
    `);
  }

  override down(): void {
    this.addSql(`
      alter table dataset drop column if exists picture_hash, drop column if exists picture_dark_hash,
        drop column if exists picture_caption;
      drop table if exists picture;
    `);
  }
}
