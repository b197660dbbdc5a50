import { isPublishedBy } from '@pangeo-forge/bakeries/storage-paths';
import { findBakeryName, findParentsOfRun } from '@pangeo-forge/db/bakeries/bakery';
import type { Subject } from '@pangeo-forge/shared/authorization/authorize';
import type { RouteParts } from '../api-parts.ts';
import { notFound } from '../http/row-writes.ts';
import { DEPLOYMENT } from '../keys/authorize.ts';

/** The fields of a written run that lead to something else than the run. */
interface WrittenRun {
  bakery_id?: number | undefined;
  feedstock_id?: number | undefined;
  dataset_public_url?: string | null | undefined;
}

/** @throws AppError `not_found` when there is no such run. */
export async function ofRun({ params }: { params: { id: number } }, parts: RouteParts): Promise<Subject> {
  return ofBakery((await parentsOf(parts, params.id)).bakery);
}

/** The run, and whatever the change would connect it with. */
export async function ofChangedRun(
  { params, body }: { params: { id: number }; body: WrittenRun },
  parts: RouteParts,
): Promise<Subject> {
  const { bakery, feedstockId } = await parentsOf(parts, params.id);
  if (body.feedstock_id !== undefined && body.feedstock_id !== feedstockId) return DEPLOYMENT;
  return ofWrittenRun(parts, bakery, body);
}

export async function ofNewRun({ body }: { body: WrittenRun & { bakery_id: number } }, parts: RouteParts) {
  return ofWrittenRun(parts, await findBakeryName(parts.database.pool, body.bakery_id), body);
}

/** A dataset outside of the bakery's storage would be read, and shown, as one of this deployment. */
async function ofWrittenRun(parts: RouteParts, bakery: string | null, body: WrittenRun): Promise<Subject> {
  const { bakery_id: bakeryId, dataset_public_url: url } = body;
  const names = [bakery];
  if (bakeryId !== undefined) names.push(await findBakeryName(parts.database.pool, bakeryId));
  if (typeof url === 'string') {
    const configs = names.map((name) => parts.bakeryConfigs?.get(name ?? ''));
    if (!configs.every((config) => config && isPublishedBy(config.file, url))) return DEPLOYMENT;
  }
  return { of: 'bakeries', names };
}

export function ofBakery(name: string): Subject {
  return { of: 'bakeries', names: [name] };
}

async function parentsOf({ database }: RouteParts, runId: number) {
  const parents = await findParentsOfRun(database.pool, runId);
  if (!parents) throw notFound('reciperun');
  return parents;
}
