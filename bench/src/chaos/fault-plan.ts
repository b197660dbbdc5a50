import { createDice, type Dice } from './dice.ts';

/** `worker-2` is paused and cut off like the others, and never killed: what leaks would show in it. */
export const PROCESSES = ['webhook-gateway', 'status-ingest', 'api', 'worker', 'worker-2', 'runner'] as const;
export const LINKS = ['postgres', 'redis', 'github', 'dataflow'] as const;

export type ProcessName = (typeof PROCESSES)[number];
export type LinkName = (typeof LINKS)[number];
export type KillTarget = Exclude<ProcessName, 'worker-2'> | 'redis' | 'postgres';
export type GitHubTrouble =
  | 'error'
  | 'reset'
  | 'lost answer'
  | 'timeout'
  | 'slow'
  | 'primary limit'
  | 'secondary limit';

export type Fault =
  /** SIGKILL; it is started again. */
  | { kind: 'kill'; target: KillTarget }
  /** Killed, and it knows nothing when it is back. */
  | { kind: 'empty'; target: 'redis' }
  /** Longer than a lease, sometimes. */
  | { kind: 'pause'; target: ProcessName | 'redis'; forMs: number }
  | { kind: 'cut' | 'hang' | 'slow'; target: LinkName; forMs: number }
  /** It refuses every write. */
  | { kind: 'fill'; target: 'redis'; forMs: number }
  | { kind: 'trouble'; target: 'github'; how: GitHubTrouble; times: number }
  | { kind: 'outage'; target: 'dataflow'; how: 503 | 429 | 'cut'; forMs: number }
  /** Somebody presses the button: a delivery comes again. */
  | { kind: 'redeliver'; target: 'github'; index: number };

export interface PlannedFault {
  atMs: number;
  fault: Fault;
}

/** How often each kind of fault comes, in proportion. */
export type FaultWeights = Readonly<Record<keyof typeof DRAWS, number>>;

export interface FaultPlanOptions {
  seed: number;
  forMs: number;
  /** Mean time between faults. */
  everyMs: number;
  longestPauseMs: number;
  weights: Partial<FaultWeights>;
}

const LEASE_MS = 10_000;

type Draw = (dice: Dice, longestMs: number) => Fault;

const some = (dice: Dice, longestMs: number) => Math.round(200 + dice.roll() ** 2 * longestMs);
const pauseOf = (dice: Dice, longestMs: number) =>
  longestMs > LEASE_MS && dice.roll() < 0.4 ? dice.between(LEASE_MS + 500, longestMs) : some(dice, longestMs);

const DRAWS = {
  'kill worker': () => ({ kind: 'kill', target: 'worker' }),
  'kill runner': () => ({ kind: 'kill', target: 'runner' }),
  'kill gateway': () => ({ kind: 'kill', target: 'webhook-gateway' }),
  'kill status-ingest': () => ({ kind: 'kill', target: 'status-ingest' }),
  'kill api': () => ({ kind: 'kill', target: 'api' }),
  'kill postgres': () => ({ kind: 'kill', target: 'postgres' }),
  'kill redis': () => ({ kind: 'kill', target: 'redis' }),
  'empty redis': () => ({ kind: 'empty', target: 'redis' }),
  pause: (dice, longestMs) => ({
    kind: 'pause',
    target: dice.oneOf([...PROCESSES, 'redis'] as const),
    forMs: pauseOf(dice, longestMs),
  }),
  link: (dice, longestMs) => ({
    kind: dice.oneOf(['cut', 'hang', 'slow'] as const),
    target: dice.oneOf(LINKS),
    forMs: some(dice, longestMs),
  }),
  'fill redis': (dice, longestMs) => ({ kind: 'fill', target: 'redis', forMs: some(dice, longestMs) }),
  github: (dice) => ({
    kind: 'trouble',
    target: 'github',
    how: dice.oneOf(['error', 'reset', 'lost answer', 'timeout', 'slow', 'primary limit', 'secondary limit'] as const),
    times: dice.between(1, 3),
  }),
  bakery: (dice, longestMs) => ({
    kind: 'outage',
    target: 'dataflow',
    how: dice.oneOf([503, 429, 'cut'] as const),
    forMs: some(dice, longestMs),
  }),
  redelivery: (dice) => ({ kind: 'redeliver', target: 'github', index: dice.between(0, 999) }),
} as const satisfies Record<string, Draw>;

/** The same seed gives the same plan. */
export function planFaults(options: FaultPlanOptions): PlannedFault[] {
  const { seed, forMs, everyMs, longestPauseMs, weights } = options;
  const dice = createDice(seed);
  const plan: PlannedFault[] = [];
  for (let atMs = everyMs; atMs < forMs; atMs += Math.round(everyMs * (0.5 + dice.roll()))) {
    const draw: Draw = DRAWS[dice.weighted<keyof typeof DRAWS>(weights)];
    plan.push({ atMs, fault: draw(dice, longestPauseMs) });
  }
  return plan;
}

export function isKill({ kind }: Fault): boolean {
  return kind === 'kill' || kind === 'empty';
}

/** As the tables name it. */
export function nameOfFault(fault: Fault): string {
  if (fault.kind === 'trouble') return `GitHub: ${fault.how}`;
  if (fault.kind === 'outage') return `Dataflow: ${fault.how === 'cut' ? 'cuts' : fault.how}`;
  if (fault.kind === 'empty') return 'kill redis, back empty';
  return fault.kind === 'redeliver' ? 'redeliver' : `${fault.kind} ${fault.target}`;
}
