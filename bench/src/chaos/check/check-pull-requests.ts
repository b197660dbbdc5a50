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
      const summaries = own.map(({ output }) => output.summary).join();
      return isGivenUp(witnessed, own) ? [] : unlessSame(`has check runs (${summaries})`, seen, ['completed success']);
    }
    const allowed = ['[]', '["completed neutral"]', '["completed success"]'];
    return allowed.includes(JSON.stringify(seen)) ? [] : [`has check runs of an earlier commit: ${seen.join(', ')}`];
  });
}

type CheckRun = ReturnType<ReturnType<Witnessed['github']['repository']>['checkRuns']>[number];

function isGivenUp(witnessed: Witnessed, [check, ...more]: readonly CheckRun[]): boolean {
  if (!check?.completed_at || more.length > 0 || check.conclusion !== 'failure') return false;
  // GitHub’s times are in seconds
  return wasGivenUp(witnessed, check.output.summary, [
    Date.parse(check.started_at) - 1_000,
    Date.parse(check.completed_at) + 1_000,
  ]);
}

function checkCommands(witnessed: Witnessed, contribution: Contribution): string[] {
  const { repo, number, comments } = contribution;
  const state = witnessed.github.repository(repo);
  const shown = state.comments(number);
  const answers = shown.filter(isBots);
  const isCancelled = comments.some(({ command }) => command === 'cancel');
  return comments.flatMap(({ commentId, command }) => {
    const reactions = state.reactions(commentId).map((reaction) => reaction.split(' ')[1] ?? '');
    const replies = answers.flatMap(({ body }) =>
      body?.includes(`reply to comment ${repo} ${commentId} `) ? [body] : [],
    );
    const commentedAt = shown.find(({ id }) => id === commentId)?.created_at ?? '';
    const isRefused =
      command === 'run' && REFUSED_AFTER_PUSH.test(replies.join()) && wasPushLate(witnessed, contribution, commentedAt);
    const isLeft = command === 'run' && isCancelled && reactions.length === 1;
    const wanted = isRefused ? ['confused', 'eyes'] : isLeft ? ['eyes'] : ['eyes', 'rocket'];
    // a cancellation that ends runs is reported by the comments on their ends
    const isSilent = (command === 'run' && !isRefused) || (command === 'cancel' && replies.length === 0);
    return [
      ...unlessSame(`/${command} has reactions`, reactions.toSorted(), wanted),
      ...unlessSame(`/${command} has replies (${replies.join()})`, replies.length, isSilent ? 0 : 1),
    ];
  });
}

const REFUSED_AFTER_PUSH = /A newer commit \(\w+\) was pushed around the time|when you wrote this, commit \w+ was new/;

/**
 * A comment is about the commit that the system knew when it was written. When the delivery of the push was lost and
 * came again later, commands about the newer commit are refused, with the request to repeat them: nobody knows what the
 * author saw, or who pushed it.
 */
function wasPushLate({ github }: Witnessed, { repo, number, heads }: Contribution, commentedAt: string): boolean {
  if (heads.length === 1) return false;
  const pushes = github.deliveries().filter(({ event, action, payload }) => {
    if (event !== 'pull_request' || action !== 'synchronize') return false;
    const push = payload as { number: number; after: string; repository: { full_name: string } };
    return push.number === number && push.repository.full_name === repo && push.after === heads.at(-1);
  });
  const accepted = pushes.flatMap(({ attempts }) => attempts.filter(({ statusCode }) => statusCode === 202));
  return !accepted.some(({ at }) => at.getTime() < Date.parse(commentedAt));
}

/** Each test run that ended is reported once, and nothing is reported twice. */
export function checkComments({ github, organizations }: Witnessed, runs: readonly WitnessedRun[]): string[] {
  const reported = organizations.flatMap((organization) =>
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
    ...repeated(reported.map((marker) => marker.replace(/( run \d+) \w+$/, '$1'))).map(
      (marker) => `is reported more than once: ${marker}`,
    ),
    ...wanted.filter((marker) => !reported.includes(marker)).map((marker) => `is not reported: ${marker}`),
  ];
}

const isBots = ({ user }: { user: { login: string } | null }) => user?.login.endsWith('[bot]') ?? false;

const markersOf = (body: string) => [...body.matchAll(MARKER)].map(([, marker]) => marker ?? '');
