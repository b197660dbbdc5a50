import { findQueuePlace, readBakeryQueue } from '@pangeo-forge/db/admission/bake-queue';
import { findPause } from '@pangeo-forge/db/admission/pause';
import { readRunWait, whyWaits } from '@pangeo-forge/db/admission/why-waits';
import { findBakeryName } from '@pangeo-forge/db/bakeries/bakery';
import { readDispatching } from '@pangeo-forge/db/settings/dispatching';
import type { RouteParts } from '../api-parts.ts';
import { json } from '../http/answer.ts';
import { defineRoute, type Route } from '../http/define-route.ts';
import { idPathSchema } from '../http/row.schema.ts';
import { notFound } from '../http/row-writes.ts';
import { bakeryQueueSchema, runQueueSchema } from './queue.schema.ts';

export const queueRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/bakeries/{id}/queue',
    operationId: 'read_bakery_queue',
    summary: 'What a bakery works on, and what waits for it in which place',
    tags: ['bakery'],
    access: 'public',
    params: idPathSchema,
    answers: { description: 'Its runs as they are now.', schema: bakeryQueueSchema },
    failures: { 404: 'There is no such bakery.' },
    handle: async ({ parts, params }) => json(await bakeryQueueOf(parts, params.id)),
  }),
  defineRoute({
    method: 'get',
    path: '/recipe_runs/{id}/queue',
    operationId: 'read_recipe_run_queue',
    summary: 'Whether a run waits, for what, and in which place',
    tags: ['recipe_run'],
    access: 'public',
    params: idPathSchema,
    answers: { description: 'Its place in the queue, or how it ended.', schema: runQueueSchema },
    failures: { 404: 'There is no such run.' },
    handle: async ({ parts, params }) => json(await runQueueOf(parts, params.id)),
  }),
];

async function bakeryQueueOf(parts: RouteParts, id: number) {
  const { pool } = parts.database;
  const name = await findBakeryName(pool, id);
  if (name === null) throw notFound('bakery');
  const dispatching = await readDispatching(pool);
  const stopped = dispatching.stopped ? dispatching.reason : null;
  const isDefault = parts.bakeryConfigs?.get(name)?.file.PangeoForge.default ?? false;
  return { ...(await rulesOf(parts, name)), is_default: isDefault, stopped, ...(await readBakeryQueue(pool, name)) };
}

async function runQueueOf(parts: RouteParts, id: number) {
  const { pool } = parts.database;
  const run = await readRunWait(pool, id);
  if (run === null) throw notFound('reciperun');
  const { limit, paused } = await rulesOf(parts, run.bakery);
  const queue = await findQueuePlace(pool, run);
  const dispatching = await readDispatching(pool);
  return {
    ...whyWaits({ run, queue, limit, paused, dispatching }),
    place: queue?.place ?? null,
    waiting: queue?.waiting ?? 0,
    active: queue?.active ?? 0,
    limit,
    earlier_run_id: queue && queue.place === null ? run.earlierRunId : null,
  };
}

/** A pause is in the bakery's file, or an operator's. */
async function rulesOf({ bakeryConfigs, database }: RouteParts, bakery: string) {
  const rules = bakeryConfigs?.get(bakery)?.file.PangeoForge;
  const pause = rules?.paused ?? (await findPause(database.pool, bakery))?.reason;
  return { limit: rules?.max_concurrent_runs ?? null, paused: pause ?? null };
}
