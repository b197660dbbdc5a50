import type { FileChange } from '@pangeo-forge/loopback-github/git/write-commit';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { type FlowStage, STAGED_RECIPES } from './flow-stage.ts';

/** A pull request in staged-recipes, as a test opened it. */
export interface OpenedPullRequest {
  repo: string;
  number: number;
  head: string;
  branch: string;
  fork: string;
}

export const GOOD_META = `title: Sea
description: Its temperature
recipes:
  - id: sst
    object: "recipe:recipe"
bakery:
  id: local
maintainers:
  - github: contributor
`;

/** Files of a recipe without faults, in this folder. */
export function goodRecipe(folder: string): Record<string, string> {
  return {
    [`${folder}/meta.yaml`]: GOOD_META,
    [`${folder}/recipe.py`]: 'recipe = 1\n',
    [`${folder}/requirements.txt`]: '',
  };
}

/** A pull request of a fork in staged-recipes, each on a branch of its own. */
export async function openFromFork(
  { github }: Pick<FlowStage, 'github'>,
  branch: string,
  files: Record<string, FileChange> = goodRecipe(`recipes/${branch}`),
  options: { as?: string; draft?: boolean } = {},
): Promise<OpenedPullRequest> {
  const as = options.as ?? 'contributor';
  const fork = `${as}/staged-recipes`;
  if (!github.hasRepository(fork)) await github.fork(STAGED_RECIPES, as);
  const head = await github.commit({ repo: fork, branch, message: `Add ${branch}`, author: as, files });
  const draft = options.draft ?? false;
  const { number } = await github.openPullRequest({
    repo: STAGED_RECIPES,
    head: `${as}:${branch}`,
    title: `Add ${branch}`,
    draft,
    as,
  });
  return { repo: STAGED_RECIPES, number, head, branch, fork };
}

/** Another commit on the pull request's branch. */
export function push(
  { github }: Pick<FlowStage, 'github'>,
  pull: OpenedPullRequest,
  files: Record<string, string>,
): Promise<string> {
  return github.commit({ repo: pull.fork, branch: pull.branch, message: 'Change it', author: 'contributor', files });
}

/** The check run of a commit, once it is completed. */
export function completedCheck({ github, database }: FlowStage, repo: string, head: string) {
  const runs = () => github.repository(repo).checkRuns(head);
  const seen = async () => ({
    runs: runs().map(({ external_id: key, status }) => ({ key, status })),
    journal: (await database.pool.query('select kind, decision, reason from journal order by id desc limit 5')).rows,
    work: (await database.pool.query(`select label, state, last_error from work where state <> 'done'`)).rows,
  });
  return waitFor(() => runs().find(({ status }) => status === 'completed'), { describe: seen });
}

export function ourComments({ github }: FlowStage, repo: string, number: number): string[] {
  return github
    .repository(repo)
    .comments(number)
    .filter(({ user }) => user?.login.endsWith('[bot]'))
    .map(({ body }) => body ?? '');
}

/** Posts a comment, waits until its delivery is handled, and returns our replies to it. */
export async function say(stage: FlowStage, pull: { repo: string; number: number }, body: string, as: string) {
  const before = ourComments(stage, pull.repo, pull.number).length;
  const comment = await stage.github.comment(pull.repo, pull.number, body, as);
  const decision = await decided(stage, 'issue_comment', comment.id);
  const replies = ourComments(stage, pull.repo, pull.number)
    .slice(before)
    .filter((text) => text.includes(`${comment.id}`));
  const reactions = stage.github
    .repository(pull.repo)
    .reactions(comment.id)
    .map((reaction) => reaction.split(' ')[1]);
  return { id: comment.id, replies, reactions, ...decision };
}

/** The last decision about the delivery of a comment. */
export async function decided({ github, database }: FlowStage, event: string, commentId: number) {
  const guid = await waitFor(
    () =>
      github
        .deliveries()
        .find((one) => one.event === event && (one.payload as { comment?: { id: number } }).comment?.id === commentId)
        ?.guid,
  );
  return decisionAbout({ database }, guid);
}

export function decisionAbout({ database }: Pick<FlowStage, 'database'>, guid: string) {
  return waitFor(
    async () => {
      const { rows } = await database.pool.query<{ decision: string; reason: string }>(
        `select decision, reason from journal where delivery_id = $1 and kind = 'delivery' and decision <> 'waited' order by id desc limit 1`,
        [guid],
      );
      return rows[0];
    },
    { describe: async () => (await database.pool.query('select kind, label, state, last_error from work')).rows },
  );
}

/** Resolves when nothing is left to be done of what happened. */
export function quiet({ database }: FlowStage) {
  const open = async () =>
    (
      await database.pool.query(
        `select kind, label, state, last_error from work where kind in ('deliveries', 'invocations', 'inspections', 'reports') and state in ('due', 'leased', 'waiting')`,
      )
    ).rows;
  return waitFor(async () => (await open()).length === 0, { describe: open });
}
