import { findEffectResult } from '@pangeo-forge/db/effects/effect-record';
import { feedstockKey, findFeedstockOrigin } from '@pangeo-forge/db/feedstocks/feedstock-origin';
import { findRunsOfPullRequest } from '@pangeo-forge/db/runs/find-runs-of-pull-request';
import type { RecipeRunRecord } from '@pangeo-forge/db/runs/recipe-run-record';
import { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { baseMaintainers } from '../contributions/base-maintainers.ts';
import { keepComment } from '../effects/keep-comment.ts';
import type { Orchestrator } from '../registry/orchestrator.ts';
import { runLink } from '../runs/run-links.ts';
import { textOfMadeFeedstock } from './made-feedstock-texts.ts';
import type { ReportContext } from './report-context.ts';

/** One comment on the merged pull request tells where its recipe lives now, and how its first production runs stand. */
export async function reportMadeFeedstock(
  feedstockId: number,
  { database: { pool } }: Orchestrator,
  contextOf: (repository: string) => Promise<ReportContext>,
): Promise<void> {
  const origin = await findFeedstockOrigin(pool, feedstockId);
  if (!origin) return;
  const { repository, pullRequest } = origin;
  const created = await findEffectResult(pool, `${feedstockKey(repository, pullRequest)}: recipe pull request`);
  if (created === null) return;
  const { number } = created as { number: number };
  const feedstock = await contextOf(origin.spec);
  const creation = await feedstock.repo.pulls.get(number);
  const runs = firstOfEach(await findRunsOfPullRequest(pool, { feedstockSpec: origin.spec, pullRequest: number }));
  const markdown = textOfMadeFeedstock({
    spec: origin.spec,
    url: creation.url.replace(/\/pull\/\d+$/, ''),
    creationUrl: creation.url,
    runs: await Promise.all(runs.map(async (run) => ({ run, link: await runLink(feedstock, run) }))),
    maintainers: await baseMaintainers(
      { repository: RepoFullName.parse(origin.spec), repo: feedstock.repo },
      { baseRef: creation.baseRef },
    ),
  });
  const { work, repo, effectSettleMs: settleMs, github } = await contextOf(repository);
  const parts = { pool, work, settleMs, repo, login: () => github.login() };
  await keepComment(parts, { key: work.ref, number: pullRequest, markdown });
}

/** What is tried again later, or at another commit, has a deployment, and an issue where it fails: this tells of what came of the contribution. */
function firstOfEach(runs: readonly RecipeRunRecord[]): RecipeRunRecord[] {
  return runs
    .filter(({ isTest, dispatchKey }) => !isTest && dispatchKey?.startsWith('production ') === true)
    .filter(({ dispatchKey }) => !dispatchKey?.includes(' asked by '))
    .toReversed();
}
