import { findBakeryName, findBakeryNameOfRun } from '@pangeo-forge/db/bakeries/bakery';
import type { Call, Fields } from '../http/define-route.ts';
import { notFound } from '../http/row-writes.ts';
import { assertBakery } from '../keys/authorize.ts';

type WriteCall = Pick<Call<Fields, Fields, Fields>, 'parts' | 'caller'>;

/**
 * A key may be for the runs of one bakery only.
 * @throws AppError `not_found` when there is no such run, `forbidden` when it is of another bakery.
 */
export async function assertMayWriteRun({ parts, caller }: WriteCall, runId: number): Promise<void> {
  const bakery = await findBakeryNameOfRun(parts.database.pool, runId);
  if (bakery === null) throw notFound('reciperun');
  assertBakery(caller, bakery);
}

/** The same for a bakery that a run is to be given to. */
export async function assertMayGiveTo({ parts, caller }: WriteCall, bakeryId: number | undefined): Promise<void> {
  if (bakeryId === undefined || caller?.bakery == null) return;
  assertBakery(caller, await findBakeryName(parts.database.pool, bakeryId));
}
