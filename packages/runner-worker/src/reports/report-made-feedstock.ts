import { findEffectResult } from '@pangeo-forge/db/effects/effect-record';
import { feedstockKey, findFeedstockOrigin } from '@pangeo-forge/db/feedstocks/feedstock-origin';
import { isOfMerge } from '@pangeo-forge/db/names/dispatch-key';
import { findRunsOfPullRequest, type RecipeRunRecord } from '@pangeo-forge/db/runs/find-runs';
import { keepComment } from '../effects/comments.ts';
import { baseMaintainers } from '@pangeo-forge/github/permissions/may-run';
import { runLink } from '../runs/run-links.ts';
import type { ReportContext } from './report-context.ts';
import { issueKey } from './report-production-issue.ts';
import { conclusionWords } from './run-outcome.ts';
import { codeSpan } from '@pangeo-forge/shared/untrusted/foreign-text';

/**
 * Keeps one comment on the merged pull request: where its recipe lives now, and the state of its first production runs.
 */
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
    runs: await Promise.all(
      runs.map(async (run) => ({
        run,
        link: await runLink(feedstock, run),
        issue: await issueOf(context, run),
      })),
    ),
    maintainers: await baseMaintainers(feedstock, creation),
  });
  const merged = await context.openRepository(repository);
  await keepComment(merged, { key: context.work.ref, number: pullRequest, markdown });
}

/** The number of the issue that reports the run's failure; null until it is there. */
async function issueOf({ database }: ReportContext, run: RecipeRunRecord): Promise<number | null> {
  const issue = await findEffectResult(database.pool, issueKey(run));
  return (issue as { number: number } | null)?.number ?? null;
}

/** The first run of each recipe; later ones are shown by their deployments and issues. */
function firstOfEach(runs: readonly RecipeRunRecord[]): RecipeRunRecord[] {
  return runs.filter(({ isTest, dispatchKey }) => !isTest && isOfMerge(dispatchKey)).toReversed();
}

export interface MadeFeedstock {
  /** `owner/name` */
  spec: string;
  /** Its page on GitHub. */
  url: string;
  /** The pull request that added the recipe. */
  creationUrl: string;
  /** The first production run of each of its recipes. */
  runs: ReadonlyArray<{ run: RecipeRunRecord; link: string; issue: number | null }>;
  /** Logins that its meta.yaml names. */
  maintainers: readonly string[];
}

/** The text for the contributor when the recipe has become a feedstock. */
export function textOfMadeFeedstock({ spec, url, creationUrl, runs, maintainers }: MadeFeedstock): string {
  return [
    `🎉 The recipe now has its own repository: [${spec}](${url}).`,
    '',
    ...(runs.length === 0 ? [notStarted(creationUrl)] : runs.map((one) => runText(one, url))),
    '',
    `**Next:** propose changes to the recipe as pull requests to [${spec}](${url}). Each one is checked and tested like this one, and merging it runs the recipe in full again. ${maintainersText(maintainers)}`,
  ].join('\n');
}

function notStarted(creationUrl: string): string {
  return `Its first production run starts automatically. If it does not, [the pull request that added the recipe](${creationUrl}) says why.`;
}

function runText({ run, link, issue }: MadeFeedstock['runs'][number], url: string): string {
  const what = `- The first production run of ${codeSpan(run.recipeId)}, [run ${run.id}](${link}),`;
  if (run.status !== 'completed') return `${what} ${run.status === 'queued' ? 'is waiting to start' : 'is running'}.`;
  const isFailure = run.conclusion !== 'success' && run.conclusion !== 'cancelled';
  return `${what} ${conclusionWords(run.conclusion)}.${isFailure && issue !== null ? ` [Issue ${issue}](${url}/issues/${issue}) explains why, and how to try again.` : ''}`;
}

function maintainersText(maintainers: readonly string[]): string {
  return maintainers.length === 0
    ? 'Its `meta.yaml` lists no maintainers: add some, so that they can start runs.'
    : `Its maintainers can start runs there: ${maintainers.map((login) => codeSpan(login)).join(', ')}.`;
}
