import { readRun } from '@pangeo-forge/db/api/read-row';
import { requestRetry, type RetryAt } from '@pangeo-forge/db/runs/request-retry';
import { requestRunCancellation } from '@pangeo-forge/db/runs/request-cancellation';
import { findRun } from '@pangeo-forge/db/runs/find-runs';
import { inTransaction } from '@pangeo-forge/db/transaction';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { z } from 'zod';
import type { RouteParts } from '../api-parts.ts';
import { type Answer, jsonText } from '../http/answer.ts';
import { type Call, defineRoute, type Fields, type Route } from '../http/define-route.ts';
import { RequestProblem } from '../http/problems.ts';
import { actorOf, notFound } from '../http/row-writes.ts';
import { idPathSchema } from '../http/row.schema.ts';
import { cancelOutcome, retryOutcome } from './operation-outcomes.ts';
import { recipeRunWithParentsSchema } from './recipe-run.schema.ts';
import { ofRun } from './run-subject.ts';

const retrySchema = z
  .object({
    ref: z.string().max(250).optional().meta({
      description: 'Branch, tag or commit of the feedstock to run instead; it is resolved once, now.',
    }),
  })
  .meta({ id: 'RecipeRunRetry' });

type OperationCall = Pick<Call<Fields, Fields, Fields>, 'parts' | 'caller'>;

export const operationRoutes: Route[] = [
  defineRoute({
    method: 'post',
    path: '/recipe_runs/{id}/retry',
    operationId: 'retry_recipe_run',
    summary: 'Run an ended run again',
    description:
      'Creates a new run and returns it. While that one has not ended, a further request returns it again. A production run can be repeated at another commit of its feedstock.',
    tags: ['recipe_run'],
    access: { scope: 'runs:write', about: ofRun },
    params: idPathSchema,
    body: retrySchema,
    bodyMayBeAbsent: true,
    answers: { description: 'The new run.', schema: recipeRunWithParentsSchema },
    failures: {
      404: 'There is no such run.',
      409: 'It has not ended, or cannot be repeated.',
      502: 'GitHub did not resolve `ref`.',
    },
    async handle(call) {
      const { id } = call.params;
      const at = call.body.ref ? await resolveRetryRef(call.parts, id, call.body.ref) : null;
      return answerRun(call, await retry(call, id, at));
    },
  }),
  defineRoute({
    method: 'post',
    path: '/recipe_runs/{id}/cancel',
    operationId: 'cancel_recipe_run',
    summary: 'End a run',
    description: 'A queued run ends immediately; a run in progress ends when the runner or the bakery confirms.',
    tags: ['recipe_run'],
    access: { scope: 'runs:write', about: ofRun },
    params: idPathSchema,
    answers: { description: 'The run after the change.', schema: recipeRunWithParentsSchema },
    failures: { 404: 'There is no such run.', 409: 'It has already ended.' },
    async handle(call) {
      await cancel(call, call.params.id);
      return answerRun(call, call.params.id);
    },
  }),
];

async function retry({ parts, caller }: OperationCall, id: number, at: RetryAt | null): Promise<number> {
  const { runId, due } = retryOutcome(
    await inTransaction(parts.database.pool, (client) => requestRetry(client, id, actorOf(caller), { at })),
  );
  await parts.waker.wake(due);
  return runId;
}

async function cancel({ parts, caller }: OperationCall, id: number): Promise<void> {
  const due = cancelOutcome(
    await inTransaction(parts.database.pool, (client) => requestRunCancellation(client, id, actorOf(caller))),
  );
  await parts.waker.wake(due);
}

async function answerRun({ parts }: OperationCall, id: number): Promise<Answer> {
  const row = await readRun(parts.database.pool, id);
  if (row === null) throw notFound('reciperun');
  return jsonText(row);
}

/**
 * The commit of the run's feedstock that `ref` stands for.
 * @throws RequestProblem when the feedstock itself has no such ref: a commit that only a fork has was not reviewed.
 */
async function resolveRetryRef({ database, github }: RouteParts, runId: number, ref: string): Promise<RetryAt> {
  const run = await findRun(database.pool, runId);
  if (!run) throw notFound('reciperun');
  if (!github?.repository) throw new AppError('not_found', 'This deployment has no GitHub App in its configuration.');
  const { git } = await github.repository(RepoFullName.parse(run.feedstockSpec));
  const resolved = await git.resolveRef(ref);
  if (resolved.outcome === 'resolved') return { ref, sha: resolved.sha };
  const msg =
    resolved.outcome === 'unknown'
      ? `${run.feedstockSpec} has no branch, tag or commit of this name`
      : `no branch of ${run.feedstockSpec} holds this commit: it may be a fork's`;
  throw new RequestProblem([{ loc: ['body', 'ref'], msg, type: 'value_error' }]);
}
