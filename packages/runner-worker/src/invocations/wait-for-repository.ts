import type { Invocation } from '@pangeo-forge/db/invocations/find-invocation';
import { ComeBackLater } from '../work/come-back-later.ts';
import type { InvocationResult } from './invocation-result.ts';

const LOOK_AGAIN_MS = 20_000;
/** As long as GitHub's API is waited for. */
const MOST_MS = 48 * 3_600_000;

/**
 * A server that did not hand out the repository, such as GitHub's, is waited for. That holds no slot, and is not an attempt: what this process did
 * was right.
 * @throws ComeBackLater unless the repository was there, or has been away for two days.
 */
export function waitForRepository({ startedAt }: Invocation, { unreachable, reason }: InvocationResult): void {
  if (!unreachable) return;
  const triedForMs = startedAt === null ? 0 : Date.now() - Date.parse(startedAt);
  if (triedForMs < MOST_MS) throw new ComeBackLater(LOOK_AGAIN_MS, reason ?? 'the repository could not be fetched');
}
