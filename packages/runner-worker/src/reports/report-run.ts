import { readLogTail } from '@pangeo-forge/db/invocations/read-log';
import { findRun } from '@pangeo-forge/db/runs/find-runs';
import type { RecipeRunRecord } from '@pangeo-forge/db/runs/recipe-run-record';
import type { LeasedWork } from '@pangeo-forge/db/work/work';
import type { RepositoryClient } from '@pangeo-forge/github/repository-client';
import { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { performEffect } from '../effects/perform-effect.ts';
import type { Orchestrator } from '../registry/orchestrator.ts';
import { runLink } from '../runs/run-links.ts';
import type { WorkHandler } from '../work/work-handler.ts';
import { textOfOutcome } from './report-texts.ts';

const LOG_LINES = 30;

/** Work of kind `reports`: tells GitHub how a run ended. Test runs get a comment, production runs a deployment status. */
export function reportRun(orchestrator: Orchestrator): WorkHandler {
  return async ({ work }) => {
    const run = await findRun(orchestrator.database.pool, Number(work.ref));
    if (run?.status !== 'completed') return;
    const repo = await orchestrator.github.repository(RepoFullName.parse(run.feedstockSpec));
    if (run.isTest) await reportTest(orchestrator, work, repo, run);
    else await reportProduction(orchestrator, work, repo, run);
  };
}

async function reportTest(
  orchestrator: Orchestrator,
  work: LeasedWork,
  repo: RepositoryClient,
  run: RecipeRunRecord,
): Promise<void> {
  if (run.pullRequest === null) return;
  const number = run.pullRequest;
  const marker = `<!-- pangeo-forge: run ${run.id} -->`;
  const tail = run.conclusion === 'success' ? '' : await readLogTail(orchestrator.database.pool, run.id, LOG_LINES);
  const body = `${textOfOutcome(run, await runLink(orchestrator, run), tail)}\n\n${marker}`;
  const posted = await performEffect(parts(orchestrator, work), {
    key: `comment of run ${run.id}`,
    subject: work.subject,
    send: async () => ({ id: (await repo.comments.create(number, body)).id, conclusion: run.conclusion }),
    look: async () => {
      const [first, ...extra] = await repo.comments.findByMarker(number, marker, await orchestrator.github.login());
      for (const duplicate of extra) await repo.comments.delete(duplicate.id);
      return first ? { id: first.id, conclusion: run.conclusion } : null;
    },
  });
  if (posted.conclusion === run.conclusion) return;
  await performEffect(parts(orchestrator, work), {
    key: `comment of run ${run.id} says ${run.conclusion}`,
    subject: work.subject,
    send: () => repo.comments.update(posted.id, body),
    look: async () => null,
  });
}

async function reportProduction(
  orchestrator: Orchestrator,
  work: LeasedWork,
  repo: RepositoryClient,
  run: RecipeRunRecord,
): Promise<void> {
  if (run.deploymentId === null) return;
  const deploymentId = run.deploymentId;
  const link = await runLink(orchestrator, run);
  const state = run.conclusion === 'success' ? 'success' : 'failure';
  await performEffect(parts(orchestrator, work), {
    key: `deployment status of run ${run.id} ${run.conclusion}`,
    subject: work.subject,
    send: () =>
      repo.deployments.createStatus(deploymentId, {
        state,
        description: state === 'success' ? 'The dataset is written.' : (run.failureReason ?? 'The run failed.'),
        environmentUrl: run.datasetPublicUrl && /^https?:/.test(run.datasetPublicUrl) ? run.datasetPublicUrl : link,
        logUrl: link,
      }),
    look: async () => ((await repo.deployments.latestState(deploymentId)) === state ? undefined : null),
  });
}

function parts({ database, effectSettleMs }: Orchestrator, work: LeasedWork) {
  return { pool: database.pool, work, settleMs: effectSettleMs };
}
