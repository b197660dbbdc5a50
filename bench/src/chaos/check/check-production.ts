import type { Contribution } from '../people/story.ts';
import { unlessSame, type Witnessed, type WitnessedRun } from './witnessed.ts';

/** A merge in staged-recipes made one feedstock with the recipe in it, and the recipe left staged-recipes. */
export async function checkFeedstock({ github, client }: Witnessed, { repo, folder }: Contribution): Promise<string[]> {
  const spec = `${repo.split('/')[0]}/${folder}-feedstock`;
  if (!github.hasRepository(spec)) return [`${spec} was not made`];
  const { rows } = await client.query<{ count: number }>('select count(*)::int from feedstock where spec = $1', [spec]);
  const feedstock = github.repository(spec);
  const ours = ({ user }: { user: { login: string } | null }) => user?.login.endsWith('[bot]');
  const pulls = feedstock.pullRequests().filter(ours);
  const cleanups = github
    .repository(repo)
    .pullRequests()
    .filter(({ title }) => title === `Cleanup ${spec}`);
  const left = Object.keys(await github.repository(repo).files()).filter((file) =>
    file.startsWith(`recipes/${folder}/`),
  );
  const merged = (all: typeof pulls) => all.map((pull) => pull.merged);
  return [
    ...unlessSame(`${spec} has pull requests of ours that were merged`, merged(pulls), [true]),
    ...unlessSame(`${spec} has cleanups that were merged`, merged(cleanups), [true]),
    ...unlessSame(`${spec} is recorded`, rows[0]?.count, 1),
    ...unlessSame(`${repo} still has files of ${folder}`, left, []),
    ...unlessSame(`${spec} has its recipe`, 'feedstock/recipe.py' in (await feedstock.files()), true),
  ];
}

/**
 * What was merged in a feedstock ran once, and is shown by one deployment that ended as the run did; one issue reports
 * a failure. A merge that GitHub delivered after a later one had gone to production starts nothing, and its author is
 * reported. A run that somebody cancelled says nothing of the recipe.
 */
export function checkProduction({ github, organizations }: Witnessed, runs: readonly WitnessedRun[]): string[] {
  const feedstocks = organizations
    .flatMap((name) => github.repositories(name))
    .filter((name) => name.endsWith('-feedstock'));
  return feedstocks.flatMap((spec) => {
    const repository = github.repository(spec);
    const own = runs.filter(({ repo, isTest }) => repo === spec && !isTest);
    const merges = repository.pullRequests().filter(({ merged }) => merged);
    const superseded = merges.filter(({ number }) => isToldSuperseded(repository, spec, number));
    const open = repository.issues().filter(({ state }) => state === 'open');
    const last = own.findLast(({ conclusion }) => conclusion !== 'cancelled');
    return [
      ...unlessSame(`${spec} has production runs`, own.length, merges.length - superseded.length),
      ...unlessSame(
        `${spec} has every merge superseded`,
        merges.length > 0 && superseded.length === merges.length,
        false,
      ),
      ...checkDeployments(spec, repository.deployments(), own),
      ...unlessSame(
        `${spec} has open issues`,
        open.length,
        last === undefined || last.conclusion === 'success' ? 0 : 1,
      ),
    ];
  });
}

type Repository = ReturnType<Witnessed['github']['repository']>;

function isToldSuperseded(repository: Repository, spec: string, number: number): boolean {
  return repository.comments(number).some(({ body }) => body?.includes(`production of ${spec}#${number} superseded`));
}

type Deployments = ReturnType<Repository['deployments']>;

function checkDeployments(spec: string, deployments: Deployments, runs: readonly WitnessedRun[]): string[] {
  const shown = deployments.map(({ payload, statuses }) => {
    const { recipe_run_id: id } = (typeof payload === 'string' ? JSON.parse(payload) : payload) as {
      recipe_run_id: number;
    };
    return `run ${id}: ${shownOnce(statuses.map(({ state }) => state)).join(', ')}`;
  });
  const wanted = runs.map(({ id, conclusion }) =>
    conclusion === 'success' ? `run ${id}: in_progress, success` : `run ${id}: in_progress, failure`,
  );
  return unlessSame(`${spec} has deployments`, shown.toSorted(), wanted.toSorted());
}

/**
 * GitHub itself calls a deployment inactive when a newer one succeeds; one that waits may say so, and that it is in
 * progress once more after that.
 */
function shownOnce(states: readonly string[]): string[] {
  const reported = states.filter((state) => state !== 'inactive');
  return reported.filter((state, index) => {
    const before = reported.slice(0, index);
    const isAfterWaiting = before.at(-1) === 'queued' && before.findLast((one) => one !== 'queued') === state;
    return state !== 'queued' && !isAfterWaiting;
  });
}
