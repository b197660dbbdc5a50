import type { RecipeRunDetails } from '../api/recipe-run.ts';

export interface RunAdvice {
  title: string;
  /** Why, in the words of whoever ended the run; null when nobody said. */
  reason: string | null;
  next: string;
}

/** What became of a run that brought no dataset, and what its author can do; null when there is nothing to mend. */
export function runAdvice(run: RecipeRunDetails): RunAdvice | null {
  if (run.status === 'queued') {
    return run.is_test
      ? {
          title: 'Waiting to be asked for',
          reason: null,
          next: `Comment “/run ${run.recipe_id}” on the pull request to start this test run.`,
        }
      : null;
  }
  if (run.status !== 'completed') return null;
  const reason = reasonOf(run);
  switch (run.conclusion) {
    case 'failure':
      return { title: 'Why it failed', reason, next: againText(run, 'mends this') };
    case 'timed_out':
      return {
        title: 'It took too long',
        reason,
        next: `Make the recipe smaller, or ask the maintainers for more time. ${againText(run, 'makes it quicker')}`,
      };
    case 'stale':
      return {
        title: 'It was lost',
        reason,
        next: `Nobody reported how it ended. That is not the recipe’s fault: it can be run again. ${againText(run, 'you want tested')}`,
      };
    case 'action_required':
      return { title: 'Somebody has to act', reason, next: againText(run, 'mends this') };
    case 'cancelled':
      return { title: 'It was cancelled', reason, next: againText(run, 'you want tested') };
    default:
      return null;
  }
}

function againText({ is_test, pull_request, recipe_id }: RecipeRunDetails, what: string): string {
  if (is_test && pull_request !== null) {
    return `Push a commit that ${what} to pull request #${pull_request}, and comment “/run ${recipe_id}” to try again.`;
  }
  return is_test
    ? `Push a commit that ${what}, and comment “/run ${recipe_id}” on its pull request.`
    : `Merge a commit that ${what} into the feedstock, or let somebody who holds a key retry it below.`;
}

/** Runs of the original system have their reason, if any, within `message`. */
function reasonOf({ failure_reason, message }: RecipeRunDetails): string | null {
  if (failure_reason || message === null) return failure_reason;
  try {
    const told = JSON.parse(message) as { trace?: unknown } | null;
    return typeof told?.trace === 'string' ? told.trace : null;
  } catch {
    return message;
  }
}
