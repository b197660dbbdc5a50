import { readFeedstockSpec } from '@pangeo-forge/db/feedstocks/feedstock';
import { type EndedRun, listEndedRuns } from '@pangeo-forge/db/api/ended-runs';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { Feed } from 'feed';
import { type Call, defineRoute, type Fields, type Route } from '../http/define-route.ts';
import { publicBase } from '../http/public-base.ts';
import { idPathSchema } from '../http/row.schema.ts';

const ATOM = 'application/atom+xml';
const ENTRIES = 50;
/** Its links name the host that was asked: an answer is made for one asker. */
const FRESH_MS = 0;

export const feedRoutes: Route[] = [
  defineRoute({
    method: 'get',
    path: '/datasets.atom',
    operationId: 'read_dataset_feed',
    summary: 'The newest datasets as an Atom feed',
    description: `The ${ENTRIES} newest production runs that published a dataset.`,
    tags: ['feeds'],
    access: 'public',
    freshMs: FRESH_MS,
    answers: { description: 'The feed.', contentTypes: [ATOM] },
    async handle(call) {
      const runs = await listEndedRuns(call.parts.database.pool, 'datasets', ENTRIES);
      return atom(call, { title: 'Pangeo Forge datasets', page: '/dashboard/datasets', path: '/datasets.atom' }, runs);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/feedstocks/{id}/runs.atom',
    operationId: 'read_feedstock_run_feed',
    summary: 'The newest runs of a feedstock as an Atom feed',
    description: `The ${ENTRIES} runs that ended last, tests included.`,
    tags: ['feeds'],
    access: 'public',
    freshMs: FRESH_MS,
    params: idPathSchema,
    answers: { description: 'The feed.', contentTypes: [ATOM] },
    failures: { 404: 'There is no such feedstock.' },
    async handle(call) {
      const { id } = call.params;
      const spec = await readFeedstockSpec(call.parts.database.pool, id);
      if (spec === null) throw new AppError('not_found', 'feedstock not found');
      const runs = await listEndedRuns(call.parts.database.pool, { feedstockId: id }, ENTRIES);
      const page = `/dashboard/feedstock/${id}`;
      return atom(call, { title: `Runs of ${spec}`, page, path: `/feedstocks/${id}/runs.atom` }, runs);
    },
  }),
];

/** [RFC 4287] */
function atom(
  call: Pick<Call<Fields, Fields, Fields>, 'parts' | 'request'>,
  { title, page, path }: { title: string; page: string; path: string },
  runs: readonly EndedRun[],
) {
  const base = publicBase(call);
  const [newest] = runs;
  const feed = new Feed({
    title,
    id: `${base}${path}`,
    link: `${base}${page}`,
    feedLinks: { atom: `${base}${path}` },
    updated: new Date(newest?.completedAt ?? 0),
    copyright: '',
    generator: 'Pangeo Forge',
  });
  for (const run of runs) {
    const link = `${base}/dashboard/recipe-run/${run.id}?feedstock_id=${run.feedstockId}`;
    feed.addItem({
      title: `${run.recipe} of ${run.feedstock}: ${run.isTest ? 'test ' : ''}${run.conclusion}`,
      id: `${base}/recipe_runs/${run.id}`,
      link,
      date: new Date(run.completedAt),
      author: [{ name: run.feedstock }],
      ...(run.datasetUrl === null ? {} : { description: `Dataset: ${run.datasetUrl}` }),
    });
  }
  return { body: feed.atom1(), type: ATOM };
}
