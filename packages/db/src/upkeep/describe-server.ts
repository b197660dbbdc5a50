import type { Pool } from 'pg';

export interface ServerDescription {
  /** `17.5` */
  version: string;
  versionNumber: number;
  user: string;
  isSuperuser: boolean;
  connections: { used: number; limit: number };
}

/** What an operator wants to know of the server before trusting it with the system. */
export async function describeServer(pool: Pool): Promise<ServerDescription> {
  const { rows } = await pool.query<ServerDescription & { used: number; limit: number }>(
    `select current_setting('server_version') as version,
            current_setting('server_version_num')::int as "versionNumber",
            current_user as user,
            (select rolsuper from pg_roles where rolname = current_user) as "isSuperuser",
            (select count(*)::int from pg_stat_activity where datname is not null) as used,
            current_setting('max_connections')::int as limit`,
  );
  const { used, limit, ...described } = rows[0] as ServerDescription & { used: number; limit: number };
  return { ...described, connections: { used, limit } };
}
