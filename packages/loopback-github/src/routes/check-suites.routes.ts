import { headCommitOf } from '../actions/check-suite-payload.ts';
import { emitSuiteEvent, ensureSuite } from '../actions/request-check-suites.ts';
import { ApiError, notFound } from '../http/api-error.ts';
import { objects, optionalList, requiredText } from '../http/body.ts';
import { created, type Endpoint, ok, pageWithin } from '../http/endpoint.ts';
import { checkSuiteRepresentation } from '../representations/check.ts';
import { minimalRepository } from '../representations/repository.ts';
import { accountOf, appOf } from '../store/actor.ts';
import type { CheckSuite } from '../store/check.ts';
import type { Repository } from '../store/repository.ts';
import { visibleOnly, type World } from '../store/world.ts';
import { commitOf, required } from './lookups.ts';
import { rights } from './rights.ts';

/** Check suites, and which Apps get one for each push. */
export function checkSuiteRoutes(world: World): Endpoint[] {
  const suites = '/repos/:owner/:repo/check-suites';
  const show = async (repository: Repository, suite: CheckSuite) => ({
    ...checkSuiteRepresentation(world, repository, suite, await headCommitOf(repository, suite.headSha)),
    repository: minimalRepository(world, repository),
  });
  return [
    {
      method: 'POST',
      path: suites,
      access: rights.writeChecks,
      handle: async ({ repository, actor, body }) => {
        const app = appOf(actor);
        if (!app) throw notFound();
        const sha = await commitOf(repository, requiredText(body, 'head_sha'));
        const { suite, isNew } = ensureSuite(world, repository, app, { sha, branch: null });
        return { status: isNew ? 201 : 200, body: await show(repository, suite) };
      },
    },
    {
      method: 'PATCH',
      path: `${suites}/preferences`,
      access: rights.configureChecks,
      handle: ({ repository, body }) => {
        for (const preference of objects(optionalList(body, 'auto_trigger_checks') ?? [])) {
          if (preference.setting === false) repository.suitesNotWanted.add(Number(preference.app_id));
          else repository.suitesNotWanted.delete(Number(preference.app_id));
        }
        const all = [...world.apps.keys()].map((id) => ({ app_id: id, setting: !repository.suitesNotWanted.has(id) }));
        return ok({ preferences: { auto_trigger_checks: all }, repository: minimalRepository(world, repository) });
      },
    },
    {
      method: 'GET',
      path: `${suites}/:id`,
      access: rights.readChecks,
      handle: async ({ repository, params }) =>
        ok(await show(repository, required(repository.checkSuites.get(Number(params.id))))),
    },
    {
      method: 'POST',
      path: `${suites}/:id/rerequest`,
      access: rights.rerunChecks,
      handle: async ({ repository, actor, params }) => {
        const suite = required(repository.checkSuites.get(Number(params.id)));
        const app = appOf(actor);
        if (app && suite.app !== app) throw new ApiError(403, 'Check suite is not owned by this GitHub App');
        Object.assign(suite, { status: 'queued', conclusion: null });
        await emitSuiteEvent(world, repository, accountOf(actor), suite, 'rerequested');
        return created({});
      },
    },
    {
      method: 'GET',
      path: '/repos/:owner/:repo/commits/*ref/check-suites',
      access: rights.readChecks,
      handle: async ({ repository, params, query }) => {
        const sha = await commitOf(repository, params.ref ?? '');
        const appId = query.get('app_id');
        const found = visibleOnly(world, repository.checkSuites.values()).filter(
          (suite) => suite.headSha === sha && (!appId || suite.app.id === Number(appId)),
        );
        const shown = await Promise.all(found.map((suite) => show(repository, suite)));
        return pageWithin('check_suites', shown, (suite) => suite);
      },
    },
  ];
}
