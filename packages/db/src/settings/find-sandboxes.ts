import type { Queryable } from '../transaction.ts';
import { SANDBOX_KEY_PREFIX, type SandboxAnnouncement } from './announce-sandbox.ts';

/** The sandboxes that were announced within the last `heardWithinMs`: those of the processes of role `run` that are there. */
export async function findSandboxes(db: Queryable, heardWithinMs: number): Promise<SandboxAnnouncement[]> {
  const { rows } = await db.query<SandboxAnnouncement>(
    `select substr(key, length($1) + 1) as host, value ->> 'name' as name,
       coalesce((value ->> 'protectsSecrets')::boolean, false) as "protectsSecrets"
     from setting where starts_with(key, $1) and updated_at > now() - $2 * interval '1 millisecond' order by key`,
    [SANDBOX_KEY_PREFIX, heardWithinMs],
  );
  return rows;
}
