import { ensureSuite } from '../actions/request-check-suites.ts';
import { applyCheckRun, emitCheckRun, settleSuite } from '../actions/write-check-run.ts';
import { ApiError, notFound } from '../http/api-error.ts';
import { requiredText } from '../http/body.ts';
import { created, type Endpoint, ok, page, pageWithin, type RepositoryRequest } from '../http/endpoint.ts';
import { objectType } from '../git/read-tree.ts';
import { checkRunRepresentation } from '../representations/check.ts';
import { repositoryHtmlUrl } from '../representations/repository.ts';
import { accountOf, appOf } from '../store/actor.ts';
import type { CheckRun } from '../store/check.ts';
import { branchRef, type Repository } from '../store/repository.ts';
import { visibleOnly, type World } from '../store/world.ts';
import { commitOf, required } from './lookups.ts';
import { rights } from './rights.ts';

const MAX_OF_A_NAME = 1000;

/** Check runs. Only Apps write them. */
export function checkRoutes(world: World): Endpoint[] {
  const runs = '/repos/:owner/:repo/check-runs';
  return [
    { method: 'POST', path: runs, access: rights.writeChecks, handle: (request) => create(world, request) },
    {
      method: 'GET',
      path: `${runs}/:id`,
      access: rights.readChecks,
      handle: ({ repository, params }) => ok(checkRunRepresentation(world, repository, runOf(repository, params.id))),
    },
    {
      method: 'PATCH',
      path: `${runs}/:id`,
      access: rights.writeChecks,
      handle: async (request) => {
        const { repository, actor, params, body } = request;
        const run = runOf(repository, params.id);
        if (run.suite.app !== appOf(actor))
          throw new ApiError(
            403,
            'Invalid app_id `' +
              run.suite.app.id +
              '` - check run can only be modified by the GitHub App that created it.',
          );
        const wasCompleted = run.status === 'completed';
        applyCheckRun(run, body, world.now());
        if (!wasCompleted && run.status === 'completed')
          emitCheckRun(world, repository, accountOf(actor), run, 'completed');
        await settleSuite(world, repository, accountOf(actor), run.suite);
        return ok(checkRunRepresentation(world, repository, run));
      },
    },
    {
      method: 'GET',
      path: `${runs}/:id/annotations`,
      access: rights.readChecks,
      handle: ({ repository, params }) => {
        const run = runOf(repository, params.id);
        return page(run.output.annotations, (one) => ({
          ...one,
          blob_href: `${repositoryHtmlUrl(world, repository)}/blob/${run.suite.headSha}/${one.path}`,
        }));
      },
    },
    {
      method: 'POST',
      path: `${runs}/:id/rerequest`,
      access: rights.rerunChecks,
      handle: ({ repository, actor, params }) => {
        const run = runOf(repository, params.id);
        const app = appOf(actor);
        if (app && run.suite.app !== app) throw new ApiError(403, 'Check run is not owned by this GitHub App');
        if (run.status !== 'completed') throw new ApiError(403, 'This check run is not rerequestable');
        // The suite is reset, the run is unchanged.
        Object.assign(run.suite, { status: 'queued', conclusion: null });
        emitCheckRun(world, repository, accountOf(actor), run, 'rerequested');
        return created({});
      },
    },
    {
      method: 'GET',
      path: '/repos/:owner/:repo/commits/*ref/check-runs',
      access: rights.readChecks,
      handle: async (request) => {
        const sha = await commitOf(request.repository, request.params.ref ?? '');
        return listRuns(
          world,
          request,
          [...request.repository.checkRuns.values()].filter((run) => run.suite.headSha === sha),
        );
      },
    },
    {
      method: 'GET',
      path: '/repos/:owner/:repo/check-suites/:id/check-runs',
      access: rights.readChecks,
      handle: (request) => {
        const suite = required(request.repository.checkSuites.get(Number(request.params.id)));
        return listRuns(
          world,
          request,
          [...request.repository.checkRuns.values()].filter((run) => run.suite === suite),
        );
      },
    },
  ];
}

const runOf = (repository: Repository, id: string | undefined): CheckRun =>
  required(repository.checkRuns.get(Number(id)));

async function create(world: World, { repository, actor, body }: RepositoryRequest) {
  const name = requiredText(body, 'name');
  const sha = requiredText(body, 'head_sha');
  const app = appOf(actor);
  if (!app) throw notFound();
  if ((await objectType(repository.git, sha)) !== 'commit') throw new ApiError(422, `No commit found for SHA: ${sha}`);
  const branch = [...repository.refs].find(([ref, tip]) => tip === sha && ref.startsWith(branchRef('')))?.[0];
  const head = { sha, branch: branch?.slice(branchRef('').length) ?? null };
  const { suite } = ensureSuite(world, repository, app, head);
  const now = world.now();
  const run: CheckRun = {
    id: world.nextId(),
    suite,
    name,
    externalId: '',
    detailsUrl: null,
    status: 'queued',
    conclusion: null,
    startedAt: now,
    completedAt: null,
    output: { title: null, summary: null, text: null, annotations: [] },
    actions: [],
    createdAt: now,
  };
  applyCheckRun(run, body, now);
  repository.checkRuns.set(run.id, run);
  const twins = [...repository.checkRuns.values()].filter((other) => other.suite === suite && other.name === name);
  for (const old of twins.slice(0, -MAX_OF_A_NAME)) repository.checkRuns.delete(old.id);
  const sender = accountOf(actor);
  emitCheckRun(world, repository, sender, run, 'created');
  if (run.status === 'completed') emitCheckRun(world, repository, sender, run, 'completed');
  await settleSuite(world, repository, sender, suite);
  return created(checkRunRepresentation(world, repository, run));
}

function listRuns(world: World, { repository, query }: RepositoryRequest, all: CheckRun[]) {
  const name = query.get('check_name');
  const status = query.get('status');
  const appId = query.get('app_id');
  const matching = visibleOnly(world, all).filter(
    (run) =>
      (!name || run.name === name) &&
      (!status || run.status === status) &&
      (!appId || run.suite.app.id === Number(appId)),
  );
  const shown = query.get('filter') === 'all' ? matching : latest(matching);
  return pageWithin('check_runs', shown.reverse(), (run) => checkRunRepresentation(world, repository, run));
}

/** Of each name of an App, the run that completed last; one that has not completed counts as newest. */
function latest(runs: CheckRun[]): CheckRun[] {
  const at = ({ completedAt }: CheckRun): number => completedAt?.getTime() ?? Number.POSITIVE_INFINITY;
  const newest = new Map<string, CheckRun>();
  for (const run of runs) {
    const key = `${run.suite.id} ${run.name}`;
    const rival = newest.get(key);
    if (!rival || at(run) >= at(rival)) newest.set(key, run);
  }
  return [...newest.values()];
}
