import type { RecipeRunDetails, RunQueue } from '@pangeo-forge/api-client/rows';
import { type Html, html } from '../html/html.ts';
import { icon } from '../layout/icon.ts';

export interface RunAdvice {
  title: string;
  /** The recorded reason; null when there is none. */
  reason: string | null;
  next: string;
}

/**
 * What a run waits for, or why it ended without a dataset, and what its author can do; null when there is
 * nothing to do. `queue` is the place of an open run in its bakery's queue.
 */
export function runAdvice(run: RecipeRunDetails, queue: RunQueue | null): RunAdvice | null {
  if (run.status !== 'completed') return queue?.state === 'waiting' ? whileWaiting(run, queue) : null;
  const reason = reasonOf(run);
  switch (run.conclusion) {
    case 'failure':
      return { title: 'Why it failed', reason, next: fixText(run, 'fixes this') };
    case 'timed_out':
      return {
        title: 'It took too long',
        reason,
        next: `Make the recipe smaller, or ask the maintainers for more time. ${fixText(run, 'makes it faster')}`,
      };
    case 'stale':
      return {
        title: 'It was lost',
        reason,
        next: `There was no report of how it ended. The recipe is not at fault. ${retryText(run)}`,
      };
    case 'action_required':
      return { title: 'Action required', reason, next: fixText(run, 'fixes this') };
    case 'cancelled':
      return { title: 'It was cancelled', reason, next: retryText(run) };
    default:
      return null;
  }
}

function whileWaiting({ recipe_id }: RecipeRunDetails, { waits_for, reason }: RunQueue): RunAdvice {
  switch (waits_for) {
    case 'command':
      return {
        title: 'Waiting for a /run comment',
        reason: null,
        next: `Comment “/run ${recipe_id}” on the pull request to start this test run.`,
      };
    case 'budget':
      return {
        title: 'Waiting for an approval',
        reason,
        next: `Somebody with write permission can comment “/approve ${recipe_id}” on the pull request.`,
      };
    case 'operator':
    case 'bakery':
      return {
        title: 'Waiting while it is paused',
        reason,
        next: 'Nothing: it starts automatically after the pause.',
      };
    default:
      return { title: 'Waiting for its turn', reason, next: 'Nothing: it starts automatically.' };
  }
}

/** For a recipe that has to change first, or not when the cause was elsewhere. */
function fixText(run: RecipeRunDetails, what: string): string {
  const change = run.is_test
    ? `Push a commit that ${what} to ${pullText(run)}, and comment “/run ${run.recipe_id}”.`
    : `Merge a pull request that ${what} into the feedstock: the recipe then runs again.`;
  return `${change} If the recipe was not at fault, it needs no change: ${retryText(run)}`;
}

function retryText(run: RecipeRunDetails): string {
  return run.is_test
    ? `“/run ${run.recipe_id}” in a comment on ${pullText(run)} runs the same commit again.`
    : `“/run ${run.recipe_id} --production” in a maintainer’s comment on ${pullText(run)} runs it again, and so does an API key, below.`;
}

function pullText({ is_test, pull_request }: RecipeRunDetails): string {
  if (pull_request !== null) return `pull request #${pull_request}`;
  return is_test ? 'its pull request' : 'the pull request that was merged';
}

/** Runs of the original system have their reason, if any, in `message`. */
function reasonOf({ failure_reason, message }: RecipeRunDetails): string | null {
  if (failure_reason || message === null) return failure_reason;
  try {
    const parsed = JSON.parse(message) as { trace?: unknown } | null;
    return typeof parsed?.trace === 'string' ? parsed.trace : null;
  } catch {
    return message;
  }
}

const ICONS = { bad: 'alert', waiting: 'clock', mild: 'ban' } as const;

/** Shown first on the page: the reason, the end of the traceback, and the next step. */
export function advicePanel(advice: RunAdvice | null, trace: string | null, tone: keyof typeof ICONS): Html | null {
  if (!advice) return null;
  const isBad = tone === 'bad';
  const { title, reason, next } = advice;
  const isTraceNew = trace !== null && trace.trim() !== '' && trace.trim() !== reason?.trim();
  return html`<section class="advice ${isBad ? 'advice-bad' : 'advice-mild'}" aria-labelledby="advice-head"><h2 id="advice-head">${icon(ICONS[tone])}${title}</h2>
${reason === null ? isBad && html`<p class="quiet">No reason was recorded.</p>` : reasonText(reason)}
${isTraceNew && html`<details class="trace"><summary>Traceback</summary><pre tabindex="0" aria-label="Traceback">${trace}</pre></details>`}
<p class="next"><strong>Next:</strong> ${next}</p></section>`;
}

function reasonText(reason: string): Html {
  return reason.includes('\n')
    ? html`<pre class="reason" tabindex="0" aria-label="Reason">${reason}</pre>`
    : html`<p class="reason">${reason}</p>`;
}
