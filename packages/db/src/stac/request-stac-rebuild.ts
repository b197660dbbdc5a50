import type { DueWork } from '@pangeo-forge/shared/queues/waker';
import type { Queryable } from '../transaction.ts';
import { ensureUpkeep } from '../upkeep/ensure-upkeep.ts';
import { STAC_UPKEEP } from './stac-upkeep.ts';

/** Has every item made anew; until then the old ones are served. Answers how many, and what to wake after the commit. */
export async function requestStacRebuild(db: Queryable): Promise<{ items: number; due: DueWork[] }> {
  const { rowCount } = await db.query('update stac_item set look_again_at = now(), attempts = 0');
  return { items: rowCount ?? 0, due: await ensureUpkeep(db, [STAC_UPKEEP]) };
}
