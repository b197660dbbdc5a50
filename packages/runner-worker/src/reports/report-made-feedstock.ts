import { findEffectResult } from '@pangeo-forge/db/effects/effect-record';
import { feedstockKey, findFeedstockOrigin } from '@pangeo-forge/db/feedstocks/feedstock-origin';
import { isOfMerge } from '@pangeo-forge/db/names/dispatch-key';
import { findRunsOfPullRequest, type RecipeRunRecord } from '@pangeo-forge/db/runs/find-runs';
import { keepComment } from '../effects/comments.ts';
import { baseMaintainers } from '../permissions/may-run.ts';
import { runLink } from '../runs/run-links.ts';
import type { ReportContext } from './report-context.ts';
import { conclusionWords } from './run-outcome.ts';

/** One comment on the merged pull request tells where its recipe lives now, and how its first production runs stand. */
export async function reportMadeFeedstock(context: ReportContext, feedstockId: number): Promise<void> {
  const { pool } = context.database;
  const origin = await findFeedstockOrigin(pool, feedstockId);
  if (!origin) return;
  const { repository, pullRequest } = origin;
  const created = await findEffectResult(pool, `${feedstockKey(repository, pullRequest)}: recipe pull request`);
  if (created === null) return;
  const { number } = created as { number: number };
  const feedstock = await context.openRepository(origin.spec);
  const creation = await feedstock.repo.pulls.get(number);
  const runs = firstOfEach(await findRunsOfPullRequest(pool, { feedstockSpec: origin.spec, pullRequest: number }));
  const markdown = textOfMadeFeedstock({
    spec: origin.spec,
    url: creation.url.replace(/\/pull\/\d+$/, ''),
    creationUrl: creation.url,
    runs: await Promise.all(runs.map(async (run) => ({ run, link: await runLink(feedstock, run) }))),
    maintainers: await baseMaintainers(feedstock, creation),
  });
  const merged = await context.openRepository(repository);
  await keepComment(merged, { key: context.work.ref, number: pullRequest, markdown });
}

/** What is tried again later, or at another commit, has a deployment, and an issue where it fails: this tells of what came of the contribution. */
function firstOfEach(runs: readonly RecipeRunRecord[]): RecipeRunRecord[] {
  return runs.filter(({ isTest, dispatchKey }) => !isTest && isOfMerge(dispatchKey)).toReversed();
}

export interface MadeFeedstock {
  /** `owner/name` */
  spec: string;
  /** Its page on GitHub. */
  url: string;
  /** The pull request that brought the recipe. */
  creationUrl: string;
  /** The newest run of each recipe that it brought. */
  runs: ReadonlyArray<{ run: RecipeRunRecord; link: string }>;
  /** Logins that its meta.yaml names. */
  maintainers: readonly string[];
}

/** What a contributor reads below the merged pull request when the recipe has become a feedstock. */
export function textOfMadeFeedstock({ spec, url, creationUrl, runs, maintainers }: MadeFeedstock): string {
  return [
    `🎉 The recipe has a repository of its own now: [${spec}](${url}).`,
    '',
    ...(runs.length === 0 ? [notStarted(creationUrl)] : runs.map(lineOf)),
    '',
    `**Next:** propose changes of the recipe as pull requests to [${spec}](${url}). Each is checked and test-run as this one was, and its merge runs the recipe in full again. ${sayWhoMaintains(maintainers)}`,
  ].join('\n');
}

function notStarted(creationUrl: string): string {
  return `Its first production run starts by itself. Should it not start, [the pull request that brought the recipe](${creationUrl}) says why.`;
}

function lineOf({ run, link }: MadeFeedstock['runs'][number]): string {
  const what = `- The first production run of \`${run.recipeId}\`, [run ${run.id}](${link}),`;
  if (run.status !== 'completed') return `${what} ${run.status === 'queued' ? 'waits to be started' : 'is under way'}.`;
  const isFailure = run.conclusion !== 'success' && run.conclusion !== 'cancelled';
  return `${what} ${conclusionWords(run.conclusion)}.${isFailure ? ' An issue there says why, and how to try again.' : ''}`;
}

function sayWhoMaintains(maintainers: readonly string[]): string {
  return maintainers.length === 0
    ? 'Its `meta.yaml` names no maintainers: add some there, so that they can start runs.'
    : `Its maintainers can start runs there: ${maintainers.map((login) => `\`${login}\``).join(', ')}.`;
}
