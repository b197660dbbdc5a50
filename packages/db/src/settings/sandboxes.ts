import { sql } from 'kysely';
import { all, build, startsWith } from '../statements.ts';
import type { Queryable } from '../transaction.ts';
import { writeSetting } from './setting.ts';

const KEY_PREFIX = 'sandbox of ';

export interface SandboxAnnouncement {
  /** Names the process of role `run`. */
  host: string;
  /** `docker`, `bubblewrap`, `process` */
  name: string;
  /** Whether recipe code in it can reach no secret of the process around it. */
  protectsSecrets: boolean;
}

/**
 * Role `run` announces to role `orchestrate` in what it runs recipe code. To be repeated: what is not announced again
 * counts no more.
 */
export function announceSandbox(db: Queryable, { host, ...sandbox }: SandboxAnnouncement): Promise<void> {
  return writeSetting(db, `${KEY_PREFIX}${host}`, sandbox);
}

/**
 * The sandboxes that were announced within the last `heardWithinMs`: those of the processes of role `run` that are
 * there.
 */
export function findSandboxes(db: Queryable, heardWithinMs: number): Promise<SandboxAnnouncement[]> {
  return all(
    db,
    build
      .selectFrom('setting')
      .select([
        sql<string>`substr(key, ${KEY_PREFIX.length + 1}::integer)`.as('host'),
        sql<string>`value ->> 'name'`.as('name'),
        sql<boolean>`coalesce((value ->> 'protectsSecrets')::boolean, false)`.as('protectsSecrets'),
      ])
      .where(({ ref }) => startsWith(ref('key'), KEY_PREFIX))
      .where('updated_at', '>', sql<string>`now() - ${heardWithinMs} * interval '1 millisecond'`)
      .orderBy('key'),
  );
}
