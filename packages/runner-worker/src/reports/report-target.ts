import { findLastProduction, type ProductionTarget } from '@pangeo-forge/db/runs/find-last-production';
import type { RecipeRunRecord } from '@pangeo-forge/db/runs/recipe-run-record';
import type { NewWork } from '@pangeo-forge/db/work/work';
import type { Orchestrator } from '../registry/orchestrator.ts';
import { apiLink, runLink } from '../runs/run-links.ts';
import { bodyOfIssue, titleOfIssue, wordOfSuccess } from './production-issue-texts.ts';
import { performReport, type ReportContext, whatWentWrong } from './report-context.ts';
import { runMarker } from './run-marker.ts';

const KIND = 'production of';

/** The issue of a target has a lane of its own, so that two ends of runs never open two. */
export function targetWork(run: RecipeRunRecord): NewWork {
  const ref = `${KIND} ${run.feedstockId} ${run.bakery} ${run.recipeId}`;
  return { kind: 'reports', ref, subject: ref, label: `issue of ${run.recipeId} in ${run.feedstockSpec}` };
}

export function parseTarget(ref: string): ProductionTarget | null {
  if (!ref.startsWith(`${KIND} `)) return null;
  const [feedstockId, bakery = '', ...recipeId] = ref.slice(KIND.length + 1).split(' ');
  return { feedstockId: Number(feedstockId), bakery, recipeId: recipeId.join(' ') };
}

/** While the newest production run of a target is a failure, one issue of its feedstock says so; the next success closes it. */
export async function reportTarget(
  target: ProductionTarget,
  { database }: Orchestrator,
  contextOf: (feedstockSpec: string) => Promise<ReportContext>,
): Promise<void> {
  const run = await findLastProduction(database.pool, target);
  if (!run) return;
  const context = await contextOf(run.feedstockSpec);
  if (run.conclusion === 'success') await closeIssues(context, run);
  else await showIssue(context, run);
}

const markerOf = ({ bakery, recipeId }: RecipeRunRecord) => `<!-- pangeo-forge: production ${bakery} ${recipeId} -->`;

async function openIssues(context: ReportContext, run: RecipeRunRecord) {
  return context.repo.issues.findOpenByMarker(markerOf(run), await context.github.login());
}

async function showIssue(context: ReportContext, run: RecipeRunRecord): Promise<void> {
  const { issues } = context.repo;
  const text = bodyOfIssue({
    run,
    link: await runLink(context, run),
    retryUrl: await apiLink(context, `/recipe_runs/${run.id}/retry`),
    wrong: await whatWentWrong(context, run),
  });
  const issue = { title: titleOfIssue(run), body: [text, markerOf(run), runMarker(run)].join('\n') };
  await performReport(context, {
    key: `issue of run ${run.id} ${run.conclusion}`,
    send: async () => {
      const [open] = await openIssues(context, run);
      if (!open) return { number: (await issues.create(issue)).number };
      await issues.update(open.number, issue);
      return { number: open.number };
    },
    look: async () => {
      const [first, ...extra] = await openIssues(context, run);
      for (const { number } of extra) await issues.update(number, { state: 'closed' });
      return first?.body.includes(runMarker(run)) ? { number: first.number } : null;
    },
  });
}

async function closeIssues(context: ReportContext, run: RecipeRunRecord): Promise<void> {
  const { comments, issues } = context.repo;
  for (const { number } of await openIssues(context, run)) {
    const word = `${wordOfSuccess(run, await runLink(context, run))}\n\n${runMarker(run)}`;
    await performReport(context, {
      key: `issue ${run.feedstockSpec}#${number} told of run ${run.id}`,
      send: async () => ({ id: (await comments.create(number, word)).id }),
      look: async () => {
        const [first] = await comments.findByMarker(number, runMarker(run), await context.github.login());
        return first ? { id: first.id } : null;
      },
      undo: ({ id }) => comments.delete(id),
    });
    // GitHub was just asked, and says itself whether this is done: nothing is to be remembered
    await issues.update(number, { state: 'closed', state_reason: 'completed' });
  }
}
