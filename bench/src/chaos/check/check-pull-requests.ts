import type { Contribution } from '../people/story.ts';
import { repeated, unlessSame, wasGivenUp, type Witnessed, type WitnessedRun } from './witnessed.ts';

const MARKER = /<!-- pangeo-forge: (.+?) -->/g;

/** Each pull request has one check run a commit, and each command its reactions and one answer. */
export function checkContribution(witnessed: Witnessed, contribution: Contribution): string[] {
  const { repo, number } = contribution;
  const wrong = [...checkCheckRuns(witnessed, contribution), ...checkCommands(witnessed, contribution)];
  return wrong.map((text) => `${repo}#${number} ${text}`);
}

function checkCheckRuns(witnessed: Witnessed, { repo, heads, state }: Contribution): string[] {
  const checks = witnessed.github.repository(repo).checkRuns();
  return heads.flatMap((head, index) => {
    const own = checks.filter(({ head_sha: sha }) => sha === head);
    const seen = own.map(({ status, conclusion }) => `${status} ${conclusion}`);
    const isLast = index === heads.length - 1;
    if (isLast && state !== 'closed') {
      const said = own.map(({ output }) => output.summary).join();
      return isGivenUp(witnessed, own) ? [] : unlessSame(`has check runs (${said})`, seen, ['completed success']);
    }
    const allowed = ['[]', '["completed neutral"]', '["completed success"]'];
    return allowed.includes(JSON.stringify(seen)) ? [] : [`has check runs of an earlier commit: ${seen.join(', ')}`];
  });
}

type CheckRun = ReturnType<ReturnType<Witnessed['github']['repository']>['checkRuns']>[number];

function isGivenUp(witnessed: Witnessed, [check, ...more]: readonly CheckRun[]): boolean {
  if (!check?.completed_at || more.length > 0 || check.conclusion !== 'failure') return false;
  // GitHub tells whole seconds
  return wasGivenUp(witnessed, check.output.summary, [
    Date.parse(check.started_at) - 1_000,
    Date.parse(check.completed_at) + 1_000,
  ]);
}

function checkCommands(witnessed: Witnessed, contribution: Contribution): string[] {
  const { repo, number, said } = contribution;
  const state = witnessed.github.repository(repo);
  const comments = state.comments(number);
  const answers = comments.filter(isBots);
  const isTakenBack = said.some(({ command }) => command === 'cancel');
  return said.flatMap(({ commentId, command }) => {
    const reactions = state.reactions(commentId).map((reaction) => reaction.split(' ')[1] ?? '');
    const replies = answers.flatMap(({ body }) =>
      body?.includes(`reply to comment ${repo} ${commentId} `) ? [body] : [],
    );
    const saidAt = comments.find(({ id }) => id === commentId)?.created_at ?? '';
    const isRefused = command === 'run' && MOVED.test(replies.join()) && wasToldLater(witnessed, contribution, saidAt);
    const isLeft = command === 'run' && isTakenBack && reactions.length === 1;
    const wanted = isRefused ? ['confused', 'eyes'] : isLeft ? ['eyes'] : ['eyes', 'rocket'];
    return [
      ...unlessSame(`/${command} has reactions`, reactions.toSorted(), wanted),
      ...unlessSame(
        `/${command} has replies (${replies.join()})`,
        replies.length,
        command === 'run' && !isRefused ? 0 : 1,
      ),
    ];
  });
}

const MOVED = /A newer commit \(\w+\) was pushed around the time/;

/**
 * A comment means the commit that the system had been told of when it was written. Where that news was lost and came again later, what is said of the
 * newer commit is refused, with the request to say it again: promised, since nobody can tell what its author saw.
 */
function wasToldLater({ github }: Witnessed, { repo, number, heads }: Contribution, saidAt: string): boolean {
  const told = github.deliveries().filter(({ event, action, payload }) => {
    if (event !== 'pull_request' || action !== 'synchronize') return false;
    const push = payload as { number: number; after: string; repository: { full_name: string } };
    return push.number === number && push.repository.full_name === repo && push.after === heads.at(-1);
  });
  const accepted = told.flatMap(({ attempts }) => attempts.filter(({ statusCode }) => statusCode === 202));
  return !accepted.some(({ at }) => at.getTime() < Date.parse(saidAt));
}

/** Each test run that ended is told of once, and nothing is said twice. */
export function checkComments({ github, organizations }: Witnessed, runs: readonly WitnessedRun[]): string[] {
  const told = organizations.flatMap((organization) =>
    github.repositories(organization).flatMap((repo) =>
      github
        .repository(repo)
        .comments()
        .filter(isBots)
        .flatMap(({ body, issue_url: issue }) =>
          markersOf(body ?? '').map((marker) => `${repo}#${issue.split('/').at(-1)} ${marker}`),
        ),
    ),
  );
  const wanted = runs
    .filter(({ isTest, status }) => isTest && status === 'completed')
    .map(({ repo, pullRequest, id, conclusion }) => `${repo}#${pullRequest} run ${id} ${conclusion}`);
  return [
    ...repeated(told.map((marker) => marker.replace(/( run \d+) \w+$/, '$1'))).map(
      (marker) => `is said more than once: ${marker}`,
    ),
    ...wanted.filter((marker) => !told.includes(marker)).map((marker) => `is not said: ${marker}`),
  ];
}

const isBots = ({ user }: { user: { login: string } | null }) => user?.login.endsWith('[bot]') ?? false;

const markersOf = (body: string) => [...body.matchAll(MARKER)].map(([, marker]) => marker ?? '');
