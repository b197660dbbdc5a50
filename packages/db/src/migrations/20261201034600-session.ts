import { Migration } from '@mikro-orm/migrations';

/** People who signed in with GitHub on the pages. Nothing here opens anything: the hash is of what the browser holds. */
export class Session20261201034600 extends Migration {
  override up(): void {
    this.addSql(`
      create table session (
        id bigserial primary key, hash text not null unique,
        github_id bigint not null, login text not null,
        created_at timestamptz not null default now(), last_used_at timestamptz not null default now(),
        expires_at timestamptz not null);
      create index session_login on session (lower(login));
    `);
  }

  override down(): void {
    this.addSql('drop table if exists session;');
  }
}
