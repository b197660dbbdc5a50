import { formatBytes } from '@pangeo-forge/datasets/html/format-bytes';
import { queuedDeploymentKey, WORTH_A_DEPLOYMENT } from '@pangeo-forge/db/admission/wait-reports';
import { wasIntended } from '@pangeo-forge/db/effects/effect-record';
import { updateMadeFeedstockComment } from '@pangeo-forge/db/feedstocks/feedstock-origin';
import { wakeSchedules } from '@pangeo-forge/db/feedstocks/schedules';
import { findRunDuration, type RecipeRunRecord } from '@pangeo-forge/db/runs/find-runs';
import { setDeployment } from '@pangeo-forge/db/runs/set-run-target';
import { enqueueWork } from '@pangeo-forge/db/work/enqueue-work';
import type { DeploymentState } from '@pangeo-forge/github/deployments';
import { refusalStatus } from '@pangeo-forge/github/github-error';
import { performEffect, resolveEffect } from '../effects/perform-effect.ts';
import { runLink } from '../runs/run-links.ts';
import { whyRunWaits } from '../runs/why-waits.ts';
import type { RepositoryReportContext } from './report-context.ts';
import { targetWork } from './report-production-issue.ts';
import { durationText, sizeOfDataset, whatWentWrong } from './run-outcome.ts';

/**
 * The deployment of a production run shows its state: created when the run starts, ended with it. Where GitHub refuses
 * it, that is logged; neither this run nor others stop, and the end of the run is still reported.
 */
export async function reportDeployment(context: RepositoryReportContext, run: RecipeRunRecord): Promise<void> {
  if (run.status === 'queued') return;
  try {
    await showDeployment(context, run);
  } catch (error) {
    if (refusalStatus(error) === null) throw error;
    context.logger.error({ err: error, recipeRunId: run.id }, 'GitHub refused the deployment of a production run');
  }
  const { pool } = context.database;
  await context.waker.wake(await updateMadeFeedstockComment(pool, run.feedstockId));
  if (run.status !== 'completed') return;
  await context.waker.wake([await enqueueWork(pool, targetWork(run)), ...(await wakeSchedules(pool, run))]);
}

/** Shows each state in order, even when the run has gone further meanwhile. */
async function showDeployment(context: RepositoryReportContext, run: RecipeRunRecord): Promise<void> {
  const id = run.deploymentId ?? (await deploy(context, run));
  if (id === null) return;
  const link = await runLink(context, run);
  const waits = await showWaiting(context, run, { id, link });
  if (waits) return;
  const started = { state: 'in_progress' as const, description: 'The recipe is running.', environmentUrl: link };
  const again = (await wasIntended(context.database.pool, queuedDeploymentKey(run.id, 'refusal'))) ? ' again' : '';
  await showState(context, { key: `deployment of run ${run.id} in progress${again}`, id, link, ...started });
  if (run.status !== 'completed') return;
  const url = run.datasetPublicUrl;
  const ended =
    run.conclusion === 'success'
      ? {
          state: 'success' as const,
          description: await describeSuccess(context, run),
          environmentUrl: url && /^https?:/.test(url) ? url : link,
        }
      : {
          state: 'failure' as const,
          description: await describeEnd(context, run),
          environmentUrl: link,
        };
  await showState(context, { key: `deployment status of run ${run.id} ${run.conclusion}`, id, link, ...ended });
}

/** While it waits for its bakery, or for the run that writes the same dataset before it. */
async function showWaiting(
  context: RepositoryReportContext,
  run: RecipeRunRecord,
  { id, link }: { id: number; link: string },
): Promise<boolean> {
  if (run.status === 'completed') return false;
  const why = await whyRunWaits(context, run);
  const waitsFor = WORTH_A_DEPLOYMENT.find((one) => one === why?.waits_for);
  if (!waitsFor) return false;
  const key = queuedDeploymentKey(run.id, waitsFor);
  const description = `Waiting: ${why?.reason ?? ''}`;
  await showState(context, { key, id, link, state: 'queued', description, environmentUrl: link });
  return true;
}

async function describeEnd(context: RepositoryReportContext, run: RecipeRunRecord): Promise<string> {
  const { reason } = await whatWentWrong(context, run);
  return run.conclusion === 'cancelled' ? `The run was cancelled: ${reason}` : reason;
}

async function describeSuccess(context: RepositoryReportContext, run: RecipeRunRecord): Promise<string> {
  const bytes = await sizeOfDataset(context, run);
  const durationMs = await findRunDuration(context.database.pool, run.id);
  const took = durationMs === null ? '' : ` in ${durationText(durationMs)}`;
  return `Dataset written${took}${bytes === null ? '' : ` (${formatBytes(bytes)})`}.`;
}

/** Creates the deployment; null for a run that was cancelled before it had one. */
async function deploy(context: RepositoryReportContext, run: RecipeRunRecord): Promise<number | null> {
  const { deployments } = context.repo;
  const effect = {
    key: `deployment of run ${run.id}`,
    find: () => deployments.findByPayload(run.recipeId, 'recipe_run_id', run.id),
  };
  const send = () =>
    deployments.create({
      ref: run.headSha,
      environment: run.recipeId,
      payload: { recipe_run_id: run.id },
      description: `Production run of ${run.recipeId}`,
    });
  const isUnwanted = run.conclusion === 'cancelled';
  const made = isUnwanted ? await resolveEffect(context, effect) : await performEffect(context, { ...effect, send });
  if (made === null) return null;
  await setDeployment(context.database.pool, run.id, made.id);
  return made.id;
}

interface ShownState {
  key: string;
  id: number;
  state: DeploymentState;
  description: string;
  environmentUrl: string;
  link: string;
}

async function showState(
  context: RepositoryReportContext,
  { key, id, state, description, environmentUrl, link }: ShownState,
): Promise<void> {
  const { deployments } = context.repo;
  await performEffect(context, {
    key,
    send: () => deployments.createStatus(id, { state, description, environmentUrl, logUrl: link }),
    find: async () => ((await deployments.hasStatus(id, { state, logUrl: link })) ? undefined : null),
  });
}
