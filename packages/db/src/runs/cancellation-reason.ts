import type { RunEvent } from './next-run-state.ts';

const API_KEY = /^api key (.+)$/;

/** Who wanted a run to end, as a sentence for people: a login said `/cancel`; `api key OWNER` came through the API. */
export function whoCancelled(actor: string): string {
  const [, owner] = API_KEY.exec(actor) ?? [];
  return owner === undefined ? `@${actor} said /cancel.` : `${owner} cancelled it with an API key.`;
}

/**
 * Why a run was cancelled. Worker and bakery only confirm what somebody asked for before, so the reason is who that
 * was; a job that its bakery ended unasked was cancelled there.
 */
export function reasonOfCancellation(
  { actor, reason }: Extract<RunEvent, { type: 'cancelled' }>,
  requestedBy: string | null,
): string {
  if (requestedBy !== null) return actor === 'worker' || actor === 'bakery' ? whoCancelled(requestedBy) : reason;
  return actor === 'bakery' ? `${reason} That was done at the bakery: nobody asked for it here.` : reason;
}
