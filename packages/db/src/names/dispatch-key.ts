declare const dispatchKey: unique symbol;

/** Why a run exists, as `reciperun.dispatch_key` stores it: the same reason never registers two runs. */
export type DispatchKey = string & { readonly [dispatchKey]: true };

export type DispatchReason =
  /** A commit of a pull request holds the recipe. */
  | { by: 'test'; repository: string; number: number; headSha: string; recipeId: string }
  /** A merge; `askedBy`: the delivery of the comment that asked for it instead. */
  | { by: 'production'; repository: string; headSha: string; recipeId: string; askedBy: string | null }
  /** A delivery asked to run an ended run again. */
  | { by: 'retry'; feedstockSpec: string; recipeId: string; headSha: string; deliveryId: string }
  /** The API was asked to. `number` counts the retries of the run, from 1. */
  | { by: 'api_retry'; runId: number; number: number }
  /** Its schedule was due at this time (ISO 8601, UTC). */
  | { by: 'schedule'; scheduleId: number; dueAt: string };

export function formatDispatchKey(reason: DispatchReason): DispatchKey {
  return textOf(reason) as DispatchKey;
}

function textOf(reason: DispatchReason): string {
  switch (reason.by) {
    case 'test':
      return `test ${reason.repository}#${reason.number}@${reason.headSha} ${reason.recipeId} 1`;
    case 'production': {
      const asked = reason.askedBy === null ? '' : ` asked by ${reason.askedBy}`;
      return `production ${reason.repository}@${reason.headSha} ${reason.recipeId}${asked}`;
    }
    case 'retry':
      return `retry ${reason.feedstockSpec} ${reason.recipeId} ${reason.headSha} delivery ${reason.deliveryId}`;
    case 'api_retry':
      return `retry of run ${reason.runId}, number ${reason.number}`;
    case 'schedule':
      return `schedule ${reason.scheduleId} due ${reason.dueAt}`;
  }
}

const TEST = /^test ([^#\s]+)#(\d+)@(\S+) (.+) 1$/s;
const PRODUCTION = /^production ([^@\s]+)@(\S+) (.+?)(?: asked by (\S+))?$/s;
const API_RETRY = /^retry of run (\d+), number (\d+)$/;
const SCHEDULE = /^schedule (\d+) due (\S+)$/;
const RETRY = /^retry ([^\s/]+\/[^\s/]+) (.+) (\S+) delivery (\S+)$/s;

/** Null for a text that no version of this system made, and for a run that the original registered. */
export function parseDispatchKey(key: string | null): DispatchReason | null {
  if (key === null) return null;
  const [, repository = '', number, headSha = '', recipeId] = TEST.exec(key) ?? [];
  if (recipeId !== undefined) return { by: 'test', repository, number: Number(number), headSha, recipeId };
  const [, produced = '', sha = '', recipe, askedBy = null] = PRODUCTION.exec(key) ?? [];
  if (recipe !== undefined) return { by: 'production', repository: produced, headSha: sha, recipeId: recipe, askedBy };
  const [, runId, count] = API_RETRY.exec(key) ?? [];
  if (runId !== undefined) return { by: 'api_retry', runId: Number(runId), number: Number(count) };
  const [, scheduleId, dueAt] = SCHEDULE.exec(key) ?? [];
  if (dueAt !== undefined) return { by: 'schedule', scheduleId: Number(scheduleId), dueAt };
  const [, feedstockSpec = '', retried = '', commit = '', deliveryId] = RETRY.exec(key) ?? [];
  if (deliveryId === undefined) return null;
  return { by: 'retry', feedstockSpec, recipeId: retried, headSha: commit, deliveryId };
}

/** The delivery that asked for the run by a comment or a button; null for any other run. */
export function deliveryOfDispatchKey(key: string | null): string | null {
  const reason = parseDispatchKey(key);
  if (reason?.by === 'retry') return reason.deliveryId;
  return reason?.by === 'production' ? reason.askedBy : null;
}

/** Whether a merge registered the run, and nobody's comment. */
export function isOfMerge(key: string | null): boolean {
  const reason = parseDispatchKey(key);
  return reason?.by === 'production' && reason.askedBy === null;
}

/** Whether its schedule started the run. */
export function isOfSchedule(key: string | null): boolean {
  return parseDispatchKey(key)?.by === 'schedule';
}
