import { mkdir } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import type { ChaosProfile } from './chaos-profile.ts';
import { checkOutcome } from './check/check-outcome.ts';
import { createDice } from './dice.ts';
import { isKill, nameOfFault, planFaults } from './fault-plan.ts';
import { healAll, inflictFault } from './inflict-fault.ts';
import { startLyingGateway } from './lying-gateway.ts';
import { type Connections, countConnections, findLeaks } from './measure/find-leaks.ts';
import { killOneByOne } from './measure/kill-one-by-one.ts';
import { type ProcessLife, watchProcesses } from './measure/watch-processes.ts';
import { type RecoverySample, type RecoveryWatch, rolesHitBy, watchRecovery } from './measure/watch-recovery.ts';
import { startTraffic, type Traffic } from './people/traffic.ts';
import { type ChaosStage, startChaosStage } from './stage/chaos-stage.ts';
import { summarizeRuns, type RunsSummary } from './check/summarize-runs.ts';

export interface ChaosOptions {
  profile: ChaosProfile;
  seed: number;
  forMs: number;
  faultEveryMs: number;
  storyEveryMs: number;
  longestPauseMs: number;
  convergeWithinMs: number;
  organizations: number;
  /** Waits until connections and descriptors are back to what they were. */
  lookForLeaks?: boolean;
  /** So often a worker, and role `run`, is killed with nothing else broken, before the plan begins. */
  killsAlone?: number;
  /** Keeps the processes’ output there, to look for a cause. */
  logFolder?: string | null;
  /** Puts a gateway before ours that answers before anything is recorded, to see that the checker notices. */
  lyingGateway?: boolean;
  /** After all is done and before the last look: so a test can break something that only the checker sees. */
  meddle?: (stage: ChaosStage, traffic: Traffic) => Promise<void>;
  log: (message: string) => void;
}

export interface ChaosOutcome {
  violations: string[];
  faults: Record<string, number>;
  kills: number;
  acknowledged: number;
  contributions: number;
  runs: RunsSummary;
  notifications: ReturnType<ChaosStage['google']['counts']>;
  recovery: RecoverySample[];
  /** What a killed worker had in hand. */
  recoveryOfHeld: RecoverySample[];
  connections: { before: Connections; after: Connections } | null;
  lives: ProcessLife[];
  /** From the last fault to the moment when all promises were kept. */
  convergedAfterMs: number | null;
}

const LOG_EVERY_MS = 10_000;

/** The whole system under load and under fault, and then the question whether every promise was kept. */
export async function runChaos(options: ChaosOptions): Promise<ChaosOutcome> {
  const { seed, organizations, profile, logFolder } = options;
  if (logFolder) await mkdir(logFolder, { recursive: true });
  const appendonly = createDice(seed).roll() < 0.5;
  const stage = await startChaosStage({
    seed,
    appendonly,
    organizations,
    notifications: profile.notifications,
    logFolder,
  });
  const liar = options.lyingGateway ? await startLyingGateway(stage) : null;
  try {
    return await run(stage, options);
  } finally {
    liar?.close();
    await stage.stop();
  }
}

async function run(stage: ChaosStage, options: ChaosOptions): Promise<ChaosOutcome> {
  const { seed, log, profile } = options;
  const before = await countConnections(stage);
  const processes = watchProcesses(stage);
  const traffic = startTraffic(stage, { seed, everyMs: options.storyEveryMs, stories: profile.stories });
  const recovery = watchRecovery(() => stage.postgres.url, traffic.lastAnswerMs);
  try {
    await waitFor(async () => (await summarizeRuns(stage.postgres.url)).started > 0, {
      intervalMs: 250,
      deadlineMs: 20 * 60_000, // many processes start first, which a busy machine does slowly
      describe: 'the first run, before anything is broken',
    });
    const times = options.killsAlone ?? 0;
    const alone = await killOneByOne(stage, recovery, { target: 'runner', times });
    await killOneByOne(stage, recovery, { target: 'worker', times });
    const { runnerKilledMs, ...inflicted } = await inflictPlan(stage, options, recovery);
    runnerKilledMs.unshift(...alone);
    const look = () => checkStage(stage, traffic, runnerKilledMs);
    await healAll(stage);
    await traffic.end();
    const healed = performance.now();
    log('nothing is broken any more; what GitHub could not deliver is delivered again');
    const violations = await converge(stage, look, options);
    const convergedAfterMs = violations.length === 0 ? Math.round(performance.now() - healed) : null;
    await options.meddle?.(stage, traffic);
    if (options.meddle) violations.push(...(await look()));
    const found = options.lookForLeaks ? await findLeaks(stage, before, processes) : null;
    return {
      violations: [...violations, ...(found?.leaks ?? [])],
      ...inflicted,
      acknowledged: acknowledgedOf(stage, traffic.acknowledged).length,
      contributions: traffic.contributions.length,
      runs: await summarizeRuns(stage.postgres.url),
      notifications: stage.google.counts(),
      recovery: recovery.samples(),
      recoveryOfHeld: recovery.heldSamples(),
      connections: found ? { before, after: found.after } : null,
      lives: found?.lives ?? [],
      convergedAfterMs,
    };
  } finally {
    processes.stop();
    await recovery.stop();
  }
}

async function inflictPlan(
  stage: ChaosStage,
  { seed, forMs, faultEveryMs, longestPauseMs, profile, log }: ChaosOptions,
  recovery: RecoveryWatch,
): Promise<Pick<ChaosOutcome, 'faults' | 'kills'> & { runnerKilledMs: number[] }> {
  const faults: Record<string, number> = {};
  let kills = 0;
  const runnerKilledMs: number[] = [];
  const began = performance.now();
  const underWay: Promise<void>[] = [];
  for (const { atMs, fault } of planFaults({
    seed,
    forMs,
    everyMs: faultEveryMs,
    longestPauseMs,
    weights: profile.faults,
  })) {
    await pause(Math.max(0, began + atMs - performance.now()));
    const name = nameOfFault(fault);
    log(`${(atMs / 1000).toFixed(1)} s: ${name}`);
    faults[name] = (faults[name] ?? 0) + 1;
    if (isKill(fault)) kills++;
    if (fault.kind === 'kill' && (fault.target === 'worker' || fault.target === 'runner'))
      await recovery.held(name, stage.processes[fault.target].pid());
    if (name === 'kill runner') runnerKilledMs.push(Date.now());
    const isOver = recovery.begin(name, rolesHitBy(fault));
    const damage = inflictFault(stage, fault).then(isOver);
    underWay.push(damage);
    if (isKill(fault)) await damage; // two at once would start one server twice
  }
  await Promise.all(underWay);
  return { faults, kills, runnerKilledMs };
}

async function converge(
  stage: ChaosStage,
  look: () => Promise<string[]>,
  { convergeWithinMs, log }: ChaosOptions,
): Promise<string[]> {
  const deadline = performance.now() + convergeWithinMs;
  let loggedAt = 0;
  for (;;) {
    await stage.github.drainWebhooks();
    for (const { guid, attempts } of stage.github.deliveries())
      if (!attempts.some(({ statusCode }) => statusCode === 202)) stage.github.redeliver(guid);
    const violations = await look();
    if (violations.length === 0 || performance.now() > deadline) return violations;
    if (performance.now() - loggedAt > LOG_EVERY_MS) {
      loggedAt = performance.now();
      log(`not yet: ${violations.length}, such as ${violations[0]}`);
    }
    await pause(250);
  }
}

function checkStage(
  stage: ChaosStage,
  { acknowledged, contributions }: Traffic,
  runnerKilledMs: readonly number[],
): Promise<string[]> {
  return checkOutcome(stage.postgres.url, {
    github: stage.github,
    organizations: stage.organizations,
    jobs: stage.google.dataflow.jobs(),
    acknowledged: acknowledgedOf(stage, acknowledged),
    contributions,
    runnerKilledMs,
  }).catch((error: unknown) => [`the checker could not look: ${String(error)}`]);
}

function acknowledgedOf({ github }: ChaosStage, pastGitHub: readonly string[]): string[] {
  const delivered = github
    .deliveries()
    .filter(({ attempts }) => attempts.some(({ statusCode }) => statusCode === 202))
    .map(({ guid }) => guid);
  return [...delivered, ...pastGitHub];
}
