import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import type { Pool } from 'pg';
import { z } from 'zod';
import { writeJournal } from '../journal/journal.ts';
import { affected, all, build, now, startsWith } from '../statements.ts';
import { inTransaction, type Queryable } from '../transaction.ts';
import { deleteSetting, findSetting, writeSetting } from './setting.ts';

const schema = z.object({ stopped: z.boolean(), reason: z.string(), by: z.string() });

export type Dispatching = { stopped: false } | { stopped: true; reason: string; by: string };

/** How the note of work that waits for the operator begins, so that it is found when dispatching goes on. */
export const DISPATCHING_STOPPED = 'an operator stopped dispatching';
const KEY = 'dispatching';

/**
 * Whether an operator stopped the starting of anything new, and why. What a later version wrote, and we cannot read,
 * stops too.
 */
export async function readDispatching(db: Queryable): Promise<Dispatching> {
  const setting = await findSetting(db, KEY);
  if (!setting) return { stopped: false };
  const parsed = schema.safeParse(setting.value);
  if (!parsed.success) return { stopped: true, reason: 'no reason was given', by: 'an operator' };
  const { stopped, reason, by } = parsed.data;
  return stopped ? { stopped, reason, by } : { stopped: false };
}

/**
 * From now on events are accepted and journalled, and nothing new is started. What runs goes on. `reason` is shown to
 * people on GitHub.
 */
export async function stopDispatching(pool: Pool, stop: { reason: string; by: string }): Promise<void> {
  await inTransaction(pool, async (client) => {
    await writeSetting(client, KEY, { stopped: true, ...stop });
    await writeJournal(client, {
      kind: 'operation',
      subject: KEY,
      decision: 'changed',
      to: 'stopped',
      actor: stop.by,
      reason: stop.reason,
    });
  });
}

/**
 * Dispatching goes on, and what waited for it is due: wake the answer. Workers find it by themselves too, a moment
 * later.
 */
export async function resumeDispatching(pool: Pool, { by }: { by: string }): Promise<DueWork[]> {
  return inTransaction(pool, async (client) => {
    if (await deleteSetting(client, KEY)) {
      await writeJournal(client, {
        kind: 'operation',
        subject: KEY,
        decision: 'changed',
        to: 'running',
        actor: by,
        reason: 'dispatching goes on',
      });
    }
    // leased work may have seen the stop a moment ago, and be about to wait: it runs once more
    await affected(
      client,
      build
        .updateTable('work')
        .set({ again: true })
        .where('state', '=', 'leased')
        .where('kind', 'in', ['deliveries', 'reconciliations']),
    );
    return all(
      client,
      build
        .updateTable('work')
        .set({ state: 'due', due_at: now, updated_at: now })
        .where('state', '=', 'waiting')
        .where(({ ref }) => startsWith(ref('last_error').$castTo<string>(), DISPATCHING_STOPPED))
        .returning(['id', 'kind', 'label']),
    );
  });
}
