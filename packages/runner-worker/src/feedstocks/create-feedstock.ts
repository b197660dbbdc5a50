import { findEffectResult } from '@pangeo-forge/db/effects/effect-record';
import { ensureFeedstock } from '@pangeo-forge/db/feedstocks/feedstock';
import { feedstockKey, madeFeedstockReport, registeredKey } from '@pangeo-forge/db/feedstocks/feedstock-origin';
import { countDecisions } from '@pangeo-forge/db/journal/delivery-decisions';
import { enqueueWork } from '@pangeo-forge/db/work/enqueue-work';
import { explainRefusal, type SagaStep } from '@pangeo-forge/github/feedstocks/explain-refusal';
import { refusalStatus } from '@pangeo-forge/github/github-error';
import type { PullRequest } from '@pangeo-forge/github/pull-requests';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { RepoFullName } from '@pangeo-forge/shared/names/repo-full-name';
import { postOnce } from '../effects/comments.ts';
import { performEffect } from '../effects/perform-effect.ts';
import type { Decision, PullRequestContext } from '../orchestrator/contexts.ts';
import { waitWhileStopped } from '../work/wait-while-stopped.ts';
import { ensureFeedstockRepository, type FeedstockSaga, moveRecipeIn, removeStagedRecipe } from './feedstock-steps.ts';

/** A 404 or 409 may be GitHub's own lag: the work comes back before anybody is told. */
const TRIES_BEFORE_WORD = 4;

/**
 * A merge in staged-recipes: the feedstock repository is made with the recipe in it, and the recipe leaves staged-recipes. Resumable at any step;
 * what GitHub refuses is told on the pull request, and `/retry` goes on where it stopped.
 * @throws RequeueAfter while an operator lets nothing start, before the first step.
 */
export async function createFeedstock(context: PullRequestContext, pull: PullRequest, name: string): Promise<Decision> {
  const { repository } = context;
  const key = feedstockKey(repository.toString(), pull.number);
  // staged-recipes may be given to another account before this is done
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
    // whoever renames the feedstock from now on renames this row
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
    return tellProblem(context, saga, error as AppError, step);
  }
  return { decision: 'ran', reason: `the feedstock ${spec} was created` };
}

/** What was worked out first holds for all tries. */
function remember<T>(context: PullRequestContext, key: string, workOut: () => Promise<T>): Promise<T> {
  return performEffect(context, { key, send: workOut, look: 'again' });
}

function mayBeLag(error: unknown, { work }: PullRequestContext): boolean {
  const status = refusalStatus(error);
  return (status === 404 || status === 409) && work.attempts < TRIES_BEFORE_WORD;
}

async function tellProblem(
  context: PullRequestContext,
  { pull, spec, key }: FeedstockSaga,
  error: AppError,
  step: SagaStep,
): Promise<Decision> {
  const { happened, next } = explainRefusal(error, step);
  const tries = await countDecisions(context.database.pool, context.deliveryId, 'failed');
  const text = [
    `😕 The feedstock \`${spec}\` is not finished: ${step.doing} did not work.`,
    `**What happened:** ${happened}`,
    `**Next:** ${next}, then say \`/retry\` here: it goes on where it stopped.`,
  ];
  await postOnce(context, { key: `${key} stopped ${tries + 1}`, number: pull.number, markdown: text.join('\n\n') });
  return { decision: 'failed', reason: `${step.doing} did not work: ${happened}` };
}
