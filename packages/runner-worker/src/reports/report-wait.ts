import { readWhyWaits } from '@pangeo-forge/db/admission/read-why-waits';
import { waitReport } from '@pangeo-forge/db/admission/tell-wait';
import { findPlaceOfDelivery } from '@pangeo-forge/db/deliveries/find-place-of-delivery';
import { wasIntended } from '@pangeo-forge/db/effects/effect-record';
import type { RecipeRunRecord } from '@pangeo-forge/db/runs/recipe-run-record';
import { findRunsOfDelivery } from '@pangeo-forge/db/runs/find-runs-of-delivery';
import { keepComment } from '../effects/keep-comment.ts';
import type { Orchestrator } from '../registry/orchestrator.ts';
import { runLink } from '../runs/run-links.ts';
import type { ReportContext } from './report-context.ts';
import { textOfWait, type WaitingRun } from './wait-texts.ts';

/** One comment tells how what a delivery asked for waits, and that it waits no more. Where it never had to wait nothing is said. */
export async function reportWait(
  deliveryId: string,
  orchestrator: Orchestrator,
  contextOf: (repository: string) => Promise<ReportContext>,
): Promise<void> {
  const { pool } = orchestrator.database;
  const place = await findPlaceOfDelivery(pool, deliveryId);
  if (!place) return;
  const key = waitReport(deliveryId).ref;
  const runs = await findRunsOfDelivery(pool, deliveryId);
  const told = await Promise.all(runs.map((run) => tellRun(orchestrator, run)));
  const isOver = told.every(({ why }) => why.state !== 'waiting');
  if (isOver && !(await wasIntended(pool, key))) return;
  const context = await contextOf(runs[0]?.feedstockSpec ?? place.repository);
  const { work, repo, effectSettleMs, github } = context;
  const parts = { pool, work, settleMs: effectSettleMs, repo, login: () => github.login() };
  await keepComment(parts, { key, number: place.number, markdown: textOfWait(told) });
}

async function tellRun(orchestrator: Orchestrator, run: RecipeRunRecord): Promise<WaitingRun> {
  const why = await readWhyWaits(orchestrator.database.pool, run.id, waitRules(orchestrator, run.bakery));
  const link = await runLink(orchestrator, run);
  return { run, link, why: why ?? { state: 'ended', waits_for: null, reason: null } };
}

/** What the bakery's file says. */
export function waitRules({ bakeries }: Pick<Orchestrator, 'bakeries'>, bakery: string) {
  const rules = bakeries.get(bakery)?.file.PangeoForge;
  return { limit: rules?.max_concurrent_runs ?? null, paused: rules?.paused ?? null };
}
