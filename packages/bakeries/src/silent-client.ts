import type { BakeryClient } from './bakery.ts';

/** Of a bakery without a service to ask. */
export function createSilentClient(explainRefusal: BakeryClient['explainRefusal'] = () => null): BakeryClient {
  return {
    observe: async () => ({ outcome: 'cannot_tell' }),
    cancel: async () => 'cannot_cancel',
    logs: async () => [],
    explainFailure: async () => ({ reason: null, traceback: null }),
    explainRefusal,
    close: async () => {},
  };
}
