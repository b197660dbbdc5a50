import { findEffectResult } from '@pangeo-forge/db/effects/effect-record';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { feedstockKey, madeFeedstockReport, registeredKey } from '@pangeo-forge/db/feedstocks/feedstock-origin';
import { countRetries } from '@pangeo-forge/db/journal/operation-records';
import { enqueueWork } from '@pangeo-forge/db/work/enqueue-work';
import { explainRefusal, type SagaStep } from '@pangeo-forge/github/feedstocks/explain-refusal';
import { refusalStatus } from '@pangeo-forge/github/github-error';
import type { PullRequest } from '@pangeo-forge/github/pull-requests';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { codeSpan } from '@pangeo-forge/shared/untrusted/foreign-text';
import { postOnce } from '../effects/comments.ts';
import { performEffect } from '../effects/perform-effect.ts';
import type { Decision, PullRequestContext } from '../orchestrator/contexts.ts';
import { waitWhileStopped } from '../work/wait-while-stopped.ts';
import { ensureFeedstockRepository, type FeedstockSaga, moveRecipeIn, removeStagedRecipe } from './feedstock-steps.ts';

/** A 404 or 409 may be GitHub's own lag: it is retried before it is reported. */
const TRIES_BEFORE_REPORT = 4;

/**
 * A merge in staged-recipes: creates the feedstock repository, moves the recipe into it, and removes it from
 * staged-recipes. Resumable at any step. A refusal of GitHub is posted on the pull request, and `/retry` continues
 * where it stopped.
 * @throws RequeueAfter while an operator has stopped dispatching, before the first step.
 */
export async function createFeedstock(context: PullRequestContext, pull: PullRequest, name: string): Promise<Decision> {
  const { repository } = context;
  const key = feedstockKey(repository.toString(), pull.number);
  // staged-recipes may be transferred to another account before this is done
  const wanted = await remember(context, `${key}: name`, async () => `${repository.owner}/${name}-feedstock`);
  const spec = RepoFullName.parse(wanted);
  const saga: FeedstockSaga = {
    pull,
    name,
    spec,
    key,
    origin: `Pangeo Forge feedstock, from ${repository}#${pull.number}`,
  };
  if ((await findEffectResult(context.database.pool, `${key}: repository`)) === null)
    await waitWhileStopped(context.database.pool);
  const staged = repository.toString();
  let step: SagaStep = { doing: 'creating the repository', repository: spec.toString() };
  try {
    const feedstock = await ensureFeedstockRepository(context, saga);
    // from now on a rename of the feedstock renames this row
    const id = await remember(context, registeredKey(staged, pull.number), async () => {
      const present = (await feedstock.settings.get())?.fullName ?? spec.toString();
      return (await ensureFeedstock(context.database.pool, present)).id;
    });
    step = { ...step, doing: 'bringing the recipe into the feedstock' };
    await moveRecipeIn(context, saga, feedstock, id);
    step = { repository: staged, doing: 'taking the recipe out of this repository' };
    await removeStagedRecipe(context, saga);
    await context.waker.wake([await enqueueWork(context.database.pool, madeFeedstockReport(id))]);
  } catch (error) {
    if (refusalStatus(error) === null) throw error;
    if (mayBeLag(error, context)) throw new AppError('github_unavailable', (error as Error).message, { cause: error });
    return reportProblem(context, saga, error as AppError, step);
  }
  return { decision: 'ran', reason: `the feedstock ${spec} was created` };
}

/** The first result holds for all later attempts. */
function remember<T>(context: PullRequestContext, key: string, compute: () => Promise<T>): Promise<T> {
  return performEffect(context, { key, send: compute, find: 'send_again' });
}

function mayBeLag(error: unknown, { work }: PullRequestContext): boolean {
  const status = refusalStatus(error);
  return (status === 404 || status === 409) && work.attempts < TRIES_BEFORE_REPORT;
}

async function reportProblem(
  context: PullRequestContext,
  { pull, spec, key }: FeedstockSaga,
  error: AppError,
  step: SagaStep,
): Promise<Decision> {
  const { happened, next } = explainRefusal(error, step);
  const retries = await countRetries(context.database.pool, {
    subject: context.work.subject,
    deliveryId: context.deliveryId,
  });
  const text = [
    `😕 The feedstock ${codeSpan(spec)} is not finished: ${step.doing} failed.`,
    `**What happened:** ${happened}`,
    `**Next:** ${next}, then comment \`/retry\` here to continue where it stopped.`,
  ];
  await postOnce(context, { key: `${key} stopped ${retries + 1}`, number: pull.number, markdown: text.join('\n\n') });
  return { decision: 'failed', reason: `${step.doing} failed: ${happened}` };
}
