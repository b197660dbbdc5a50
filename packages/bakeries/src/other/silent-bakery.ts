import type { Bakery } from '../bakery.ts';
import type { BakeryKind } from '../bakery-kind.ts';
import { readKubectlRefusal } from '../flink/read-flink-refusal.ts';

/** A bakery that nobody can be asked about: it reports by itself, or its runs meet their deadline. */
export function createSilentBakery(id: string, kind: BakeryKind, blocking: boolean): Bakery {
  return {
    id,
    kind,
    blocking,
    observe: async () => ({ outcome: 'cannot_tell' }),
    cancel: async () => 'cannot_cancel',
    logs: async () => [],
    explainFailure: async () => ({ reason: null, traceback: null }),
    // without somebody to ask, only what cannot have made a job may be tried again
    explainRefusal: kind === 'flink' ? readKubectlRefusal : () => null,
    close: async () => {},
  };
}
