import type { Queryable } from '../transaction.ts';

export const SANDBOX_KEY_PREFIX = 'sandbox of ';

export interface SandboxAnnouncement {
  /** Names the process of role `run`. */
  host: string;
  /** `docker`, `bubblewrap`, `process` */
  name: string;
  /** Whether recipe code in it can reach no secret of the process around it. */
  protectsSecrets: boolean;
}

/** Role `run` tells role `orchestrate` in what it runs recipe code. To be repeated: what is not heard again counts no more. */
export async function announceSandbox(db: Queryable, { host, ...sandbox }: SandboxAnnouncement): Promise<void> {
  await db.query(
    `insert into setting (key, value) values ($1, $2)
     on conflict (key) do update set value = excluded.value, updated_at = now()`,
    [`${SANDBOX_KEY_PREFIX}${host}`, JSON.stringify(sandbox)],
  );
}

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
