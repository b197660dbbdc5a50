import { findRunDuration } from '@pangeo-forge/db/runs/find-run-duration';
import type { RecipeRunRecord } from '@pangeo-forge/db/runs/recipe-run-record';
import { refusalStatus } from '@pangeo-forge/github/github-error';
import { apiLink, runLink } from '../runs/run-links.ts';
import { performReport, type ReportContext, whatWentWrong } from './report-context.ts';
import { sizeOfDataset } from './size-of-dataset.ts';
import { textOfTestRun } from './test-run-texts.ts';

/** One comment a run on its pull request, open or closed: what is said later, after a correction, replaces what was said before. */
export async function reportTestRun(context: ReportContext, run: RecipeRunRecord): Promise<void> {
  if (run.pullRequest === null) return;
  const number = run.pullRequest;
  const { comments } = context.repo;
  const marker = `<!-- pangeo-forge: run ${run.id} `;
  const body = `${await textFor(context, run, number)}\n\n${marker}${run.conclusion} -->`;
  const posted = await performReport(context, {
    key: `comment of run ${run.id}`,
    send: async () => ({ id: (await comments.create(number, body)).id, conclusion: run.conclusion as string | null }),
    look: async () => {
      const [first, ...extra] = await comments.findByMarker(number, marker, await context.github.login());
      for (const duplicate of extra) await comments.delete(duplicate.id);
      return first ? { id: first.id, conclusion: conclusionIn(first.body, marker) } : null;
    },
    undo: ({ id }) => comments.delete(id),
  });
  if (posted.conclusion === run.conclusion) return;
  await performReport(context, {
    key: `comment of run ${run.id} says ${run.conclusion}`,
    send: () => updateUnlessDeleted(context, posted.id, body),
    look: 'again',
  });
}

function conclusionIn(body: string, marker: string): string | null {
  return body.slice(body.lastIndexOf(marker) + marker.length).split(' ')[0] ?? null;
}

/** Who deleted our comment did not want it. */
async function updateUnlessDeleted({ repo }: ReportContext, id: number, body: string): Promise<void> {
  try {
    await repo.comments.update(id, body);
  } catch (error) {
    if (refusalStatus(error) !== 404) throw error;
  }
}

async function textFor(context: ReportContext, run: RecipeRunRecord, number: number): Promise<string> {
  const pull = await context.repo.pulls.get(number);
  const url = run.datasetPublicUrl;
  const isShown = run.conclusion === 'success' && url !== null && run.datasetType !== 'parquet';
  return textOfTestRun({
    run,
    link: await runLink(context, run),
    representation: isShown ? await apiLink(context, `/repr/xarray/?url=${encodeURIComponent(url)}`) : null,
    durationMs: await findRunDuration(context.database.pool, run.id),
    bytes: await sizeOfDataset(context, run),
    bakery: context.bakeries.get(run.bakery)?.file,
    wrong: await whatWentWrong(context, run),
    newerHead: pull.headSha === run.headSha ? null : pull.headSha,
  });
}
