export const PROCESSES = ['web', 'worker', 'runner'] as const;
export const LINKS = ['postgres', 'redis'] as const;

export type ProcessName = (typeof PROCESSES)[number];
export type LinkName = (typeof LINKS)[number];

export type Fault =
  | { kind: 'kill'; target: ProcessName | 'redis' | 'postgres' }
  /** Longer than a lease, sometimes. */
  | { kind: 'pause'; target: ProcessName | 'redis'; forMs: number }
  | { kind: 'cut' | 'hang' | 'slow'; target: LinkName; forMs: number }
  | { kind: 'redis is full'; forMs: number }
  | { kind: 'github'; how: 'error' | 'reset' | 'lost answer' | 'secondary limit' | 'slow'; times: number }
  /** Somebody presses the button: a delivery comes again. */
  | { kind: 'redeliver'; index: number };

export interface PlannedFault {
  atMs: number;
  fault: Fault;
}

export interface FaultPlanOptions {
  seed: number;
  forMs: number;
  /** Mean time between faults. */
  everyMs: number;
  longestPauseMs: number;
}

/** The same seed gives the same plan. */
export function planFaults({ seed, forMs, everyMs, longestPauseMs }: FaultPlanOptions): PlannedFault[] {
  const random = createRandom(seed);
  const oneOf = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const some = () => Math.round(200 + random() * random() * longestPauseMs);
  const kinds: (() => Fault)[] = [
    () => ({ kind: 'kill', target: oneOf(PROCESSES) }),
    () => ({ kind: 'kill', target: oneOf(PROCESSES) }),
    () => ({ kind: 'kill', target: oneOf([...PROCESSES, 'worker', 'worker'] as const) }),
    () => ({ kind: 'kill', target: oneOf(['redis', 'postgres'] as const) }),
    () => ({ kind: 'pause', target: oneOf([...PROCESSES, 'redis'] as const), forMs: some() }),
    () => ({ kind: oneOf(['cut', 'hang', 'slow'] as const), target: oneOf(LINKS), forMs: some() }),
    () => ({ kind: 'redis is full', forMs: some() }),
    () => ({
      kind: 'github',
      how: oneOf(['error', 'reset', 'lost answer', 'secondary limit', 'slow'] as const),
      times: 1 + Math.floor(random() * 3),
    }),
    () => ({ kind: 'redeliver', index: Math.floor(random() * 1_000) }),
  ];
  const plan: PlannedFault[] = [];
  for (let atMs = everyMs; atMs < forMs; atMs += Math.round(everyMs * (0.5 + random()))) {
    plan.push({ atMs, fault: oneOf(kinds)() });
  }
  return plan;
}

/** mulberry32 */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
