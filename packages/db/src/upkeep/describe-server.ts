import type { Pool } from 'pg';

export interface ServerDescription {
  /** `17.5` */
  version: string;
  versionNumber: number;
  /** A standby, or a primary that was demoted, or made read-only. */
  isReadOnly: boolean;
  user: string;
  isSuperuser: boolean;
  connections: { used: number; limit: number };
}

/** What an operator wants to know of the server before trusting it with the system. */
export async function describeServer(pool: Pool): Promise<ServerDescription> {
  const { rows } = await pool.query<ServerDescription & { used: number; limit: number }>(
    `select current_setting('server_version') as version,
            current_setting('server_version_num')::int as "versionNumber",
            pg_is_in_recovery() or current_setting('transaction_read_only') = 'on' as "isReadOnly",
            current_user as user,
            (select rolsuper from pg_roles where rolname = current_user) as "isSuperuser",
            (select count(*)::int from pg_stat_activity where datname is not null) as used,
            current_setting('max_connections')::int as limit`,
  );
  const { used, limit, ...described } = rows[0] as ServerDescription & { used: number; limit: number };
  return { ...described, connections: { used, limit } };
}
