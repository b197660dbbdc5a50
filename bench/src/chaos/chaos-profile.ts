import type { FaultWeights } from './fault-plan.ts';

/** How often each thing is done, in proportion. */
export type StoryWeights = Record<'look' | 'test' | 'change' | 'close' | 'cancel' | 'ask for status' | 'merge', number>;

/** What people do, and what is broken meanwhile. */
export interface ChaosProfile {
  faults: Partial<FaultWeights>;
  stories: Partial<StoryWeights>;
  /** Of what Dataflow says about its jobs. */
  notifications: { loss: number; duplication: number; delayMs: number };
}

/** Everything that can break does; half of the faults are kills. */
export const EVERYTHING: ChaosProfile = {
  faults: {
    'kill worker': 12,
    'kill runner': 9,
    'kill gateway': 8,
    'kill status-ingest': 6,
    'kill api': 5,
    'kill postgres': 7,
    'kill redis': 5,
    'empty redis': 4,
    pause: 9,
    link: 12,
    'fill redis': 4,
    github: 12,
    bakery: 5,
    redelivery: 6,
  },
  stories: { look: 2, test: 6, change: 2, close: 1, cancel: 2, 'ask for status': 1, merge: 3 },
  notifications: { loss: 0.3, duplication: 0.3, delayMs: 5_000 },
};

/** Whether every run ends as its bakery says, whatever becomes of the messages about it. */
export const BAKERIES: ChaosProfile = {
  faults: { 'kill status-ingest': 5, 'kill worker': 5, 'kill runner': 3, bakery: 6, 'kill postgres': 1, link: 1 },
  stories: { test: 7, cancel: 2, merge: 1 },
  notifications: { loss: 0.4, duplication: 0.4, delayMs: 10_000 },
};
