import { type Request, type Response, Router } from 'express';
import type { RecipeRunDetails, RunsOfDay } from '@pangeo-forge/api-client/rows';
import { outcomeOf } from '../src/layout/outcome.ts';
import { BAKERY, FEEDSTOCK, HOSTILE, sampleDatasets, sampleRuns } from './sample-rows.ts';

export interface StandInApi {
  router: Router;
  runs: RecipeRunDetails[];
  /** Writes an event to the followers of the log. */
  writeLog(lines: readonly string[]): void;
  /** Ends run 8 and its log. */
  endRun(): void;
  /** Cuts the connections of followers. */
  cutFollowers(): void;
  /** The number of followers, and the line after which the newest started. */
  followers(): { count: number; lastEventId: string | null };
  /** Answers 503 to everything from now on. */
  makeUnavailable(): void;
}

/** A PNG of one pixel. */
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

export const KEY = 'a key that may write runs';

/** What the pages ask the API for, answered from a few rows. */
export function createStandInApi(runs = sampleRuns()): StandInApi {
  const router = Router();
  const following = new Set<Response>();
  const log: string[] = [];
  let lastEventId: string | null = null;
  let isUnavailable = false;
  const add = (lines: readonly string[], severity = 'INFO') => {
    log.push(event('log', { time: '2026-11-21T11:00:00.000000Z', severity, lines }, `1-1-${log.length}`));
    for (const response of following) response.write(log.at(-1));
  };
  add(['\u001b[32mINFO\u001b[0m reading 12 inputs', `print(${HOSTILE})`]);
  add(['KeyError: time'], 'ERROR');

  router.use((_request, response, next) => {
    if (isUnavailable) response.status(503).json({ detail: 'away' });
    else next();
  });
  router.get('/bakeries/', (_request, response) => sendList(response, [BAKERY]));
  router.get('/feedstocks/', ({ query: { q } }, response) =>
    sendList(response, typeof q === 'string' && !FEEDSTOCK.spec.includes(q) ? [] : [FEEDSTOCK]),
  );
  router.get('/feedstocks/6/schedules', (_request, response) => void response.json([]));
  router.get('/feedstocks/6/datasets', (_request, response) => {
    response.json(runs.filter(({ dataset_public_url: url }) => url !== null));
  });
  const datasets = runs.length > 0 ? sampleDatasets() : [];
  router.get('/datasets', ({ query: { q, from } }, response) => {
    if (from === 'soon') {
      response.status(422).json({ detail: [{ loc: ['query', 'from'], msg: 'a date such as 2000-01-31', type: 'x' }] });
      return;
    }
    const found = datasets.filter(({ title }) => typeof q !== 'string' || title.toLowerCase().includes(q));
    response.json({ datasets: found, total: found.length, next_cursor: null });
  });
  router.get('/datasets/facets', (_request, response) => {
    const kinds = [{ name: 'zarr2', datasets: 2 }];
    response.json({
      licenses: [
        { name: 'CC-BY-4.0', datasets: 1 },
        { name: HOSTILE, datasets: 1 },
      ],
      kinds,
    });
  });
  router.get('/datasets/pictures/:hash', (_request, response) => {
    response.type('png').send(Buffer.from(PIXEL, 'base64'));
  });
  router.get('/datasets/:id', (request, response) => {
    const dataset = datasets.find(({ id }) => String(id) === request.params.id);
    if (dataset) response.json(dataset);
    else response.status(404).json({ detail: 'dataset not found' });
  });
  router.get('/repr/xarray/', (_request, response) => {
    response.json({ html: '<style>b{color:teal}</style><b>xarray.Dataset</b><script>window.broken=1</script>' });
  });
  router.get('/recipe_runs/', (request, response) =>
    sendList(
      response,
      runs.filter((run) => isAskedFor(run, request)),
    ),
  );
  router.get('/recipe_runs/:id', (request, response) => {
    const run = runs.find(({ id }) => String(id) === request.params.id);
    if (run) response.json(run);
    else response.status(404).json({ detail: 'reciperun not found' });
  });
  router.get('/bakeries/:id/queue', (_request, response) => {
    const waiting = runs
      .filter(({ status }) => status === 'queued')
      .map((run, index) => ({ ...run, place: index || null }));
    const active = runs.filter(({ status }) => status === 'in_progress');
    response.json({ limit: 2, paused: HOSTILE, stopped: null, active, waiting });
  });
  router.get('/stats/recipe_runs/by_day', (request, response) => {
    response.json(runs.filter((run) => isAskedFor(run, request)).map(dayOf));
  });
  router.get('/stats/recipe_runs/by_bakery', (_request, response) => {
    const counted = { runs: 8, ended: 6, succeeded: 2, median_seconds: 1_260, p90_seconds: 4_000 };
    response.json(runs.length > 0 ? [{ bakery_id: BAKERY.id, bakery: BAKERY.name, ...counted }] : []);
  });
  router.get('/recipe_runs/:id/queue', (_request, response) => {
    response.json({
      state: 'running',
      waits_for: null,
      reason: null,
      place: null,
      waiting: 0,
      active: 1,
      limit: 2,
      earlier_run_id: null,
    });
  });
  router.get('/recipe_runs/:id/dataset', (request, response) => {
    const run = runs.find(({ id }) => String(id) === request.params.id);
    const { dataset_type, dataset_public_url: url } = run ?? {};
    response.json({
      dataset_type,
      dataset_public_url: url,
      kind: run?.id === 6 ? 'zarr3' : null,
      verified: run?.id === 6,
      problem: null,
      code: `xr.open_dataset("${url}", engine="zarr", chunks={})`,
    });
  });
  router.get('/recipe_runs/:id/phases', (_request, response) => {
    const ended = { started_at: '2026-11-21T11:00:00.000Z', ended_at: '2026-11-21T11:00:02.500Z', trace_id: null };
    response.json([
      { phase: 'clone', ...ended },
      { phase: 'bake', ...ended, ended_at: null },
    ]);
  });
  router.get('/recipe_runs/:id/datasets', (_request, response) => {
    const [first, hostile] = sampleDatasets();
    const { id: dataset_id, kind, address, picture, size_bytes, objects, description } = first ?? {};
    const store = { dataset_id, kind, address, picture, size_bytes, objects, description };
    const problem = hostile?.about;
    response.json([{ ...store, verified: false, problem, version: null, inspected_at: '2026-11-21T11:00:00Z' }]);
  });
  router.get('/recipe_runs/:id/events', (request, response) => {
    const transition = {
      id: 1,
      at: '2026-11-21T10:00:00Z',
      kind: 'transition',
      decision: 'changed',
      from_state: 'queued',
      to_state: 'in_progress',
      actor: HOSTILE,
      reason: HOSTILE,
    };
    response.json(request.params.id === '4' ? [] : [transition]);
  });
  router.get(
    '/recipe_runs/:id/logs/trace',
    (_request, response) => void response.type('text').send(`Traceback ${HOSTILE}`),
  );
  router.get('/recipe_runs/:id/logs', (request, response) => {
    response.type('text/event-stream');
    if (!request.query['follow']) {
      response.send([...log, event('end', {})].join(''));
      return;
    }
    lastEventId = request.get('last-event-id') ?? null;
    const from = lastEventId === null ? 0 : Number(lastEventId.split('-')[2]) + 1;
    response.write(`: hello\n\n${log.slice(from).join('')}`);
    following.add(response);
    response.on('close', () => following.delete(response));
  });
  for (const action of ['retry', 'cancel']) {
    router.post(`/recipe_runs/:id/${action}`, (request, response) => {
      if (request.get('x-api-key') === KEY)
        response.json(action === 'retry' ? runs[0] : runs.find(({ id }) => String(id) === request.params.id));
      else response.status(401).json({ detail: 'Invalid API Key' });
    });
  }
  return {
    router,
    runs,
    writeLog: (lines) => add(lines),
    endRun() {
      const run = runs.find(({ id }) => id === 8);
      if (run) Object.assign(run, { status: 'completed', conclusion: 'success', completed_at: run.started_at });
      for (const response of following) response.end(event('end', { status: 'completed', conclusion: 'success' }));
    },
    cutFollowers() {
      for (const response of following) response.destroy();
    },
    followers: () => ({ count: following.size, lastEventId }),
    makeUnavailable() {
      isUnavailable = true;
    },
  };
}

function isAskedFor(run: RecipeRunDetails, { query }: Request): boolean {
  const { q, status, conclusion, is_test } = query;
  return (
    (typeof q !== 'string' || run.recipe_id.includes(q)) &&
    (status === undefined || run.status === status) &&
    (conclusion === undefined || run.conclusion === conclusion) &&
    (is_test === undefined || String(run.is_test) === is_test)
  );
}

function dayOf(run: RecipeRunDetails): RunsOfDay {
  return { day: run.started_at.slice(0, 10), bakery_id: run.bakery_id, outcome: outcomeOf(run), runs: 1 };
}

function sendList(response: Response, rows: readonly object[]): void {
  response.set('x-total-count', String(rows.length)).json(rows);
}

function event(name: string, data: unknown, id?: string): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
