import type { Benchmark, BenchmarkResult } from '../benchmark.ts';
import { EVERYTHING } from './chaos-profile.ts';
import { connectionsTable, faultsTable, heldTable, recoveryTable } from './chaos-tables.ts';
import { type ChaosOutcome, runChaos } from './run-chaos.ts';

const MINUTE_MS = 60_000;
const RUNS_A_MINUTE = 3;
const RESUMED_WITHIN_MS = 15_000;

export const chaosBenchmark: Benchmark = {
  summary:
    'the whole system killed, paused, cut and filled at random for 15 minutes; then, whether every promise was kept',
  async run({ seed, quick, seconds, logFolder, log }) {
    const forMs = seconds === null ? (quick ? MINUTE_MS : 15 * MINUTE_MS) : seconds * 1_000;
    const outcome = await runChaos({
      profile: EVERYTHING,
      seed,
      forMs,
      faultEveryMs: 1_800,
      storyEveryMs: 5_000,
      longestPauseMs: 15_000,
      convergeWithinMs: 4 * MINUTE_MS,
      organizations: 6,
      logFolder,
      lookForLeaks: true,
      killsAlone: quick ? 1 : 5,
      log,
    });
    return {
      tables: [
        faultsTable(outcome),
        loadTable(outcome),
        recoveryTable(outcome),
        heldTable(outcome),
        connectionsTable(outcome),
      ],
      targets: targetsOf(outcome, forMs / MINUTE_MS),
      notes: [
        'The runner is a stand-in that runs no recipe; GitHub, Dataflow and Pub/Sub are stand-ins on loopback; all else is real.',
        ...outcome.violations,
      ],
    };
  },
};

function loadTable({ acknowledged, contributions, runs, notifications, convergedAfterMs }: ChaosOutcome) {
  const { started, conclusions } = runs;
  return {
    title: 'What was asked of the system meanwhile',
    columns: ['', 'count'],
    rows: [
      ['deliveries answered 202', acknowledged],
      ['pull requests of people', contributions],
      ['runs started', started],
      ...Object.entries(conclusions).map(
        ([conclusion, count]) => [`runs that ended with ${conclusion}`, count] as const,
      ),
      ['jobs of Dataflow', notifications.ended],
      ['pushes and forms about them', notifications.pushes + notifications.forms],
      [
        'seconds from the last fault until all was done',
        convergedAfterMs === null ? 'never' : convergedAfterMs / 1_000,
      ],
    ] as const,
  };
}

function targetsOf(
  { violations, kills, runs, recoveryOfHeld }: ChaosOutcome,
  minutes: number,
): BenchmarkResult['targets'] {
  const wantedKills = Math.floor((200 / 15) * minutes);
  const wantedRuns = Math.ceil(RUNS_A_MINUTE * minutes);
  const alone = recoveryOfHeld.filter(({ undisturbed }) => undisturbed).map(({ ms }) => ms);
  const slowest = Math.max(0, ...alone);
  return [
    { what: 'promises broken', wanted: '0', got: String(violations.length), met: violations.length === 0 },
    {
      what: 'runs started, for a system that does nothing breaks no promise',
      wanted: String(wantedRuns),
      got: String(runs.started),
      met: runs.started >= wantedRuns,
    },
    { what: 'kills', wanted: String(wantedKills), got: String(kills), met: kills >= wantedKills },
    {
      what: 'work of a killed worker resumed, where nothing else that it needs was broken',
      wanted: `within ${RESUMED_WITHIN_MS / 1_000} s`,
      got: `${alone.length} times, at most ${(slowest / 1_000).toFixed(1)} s`,
      met: slowest <= RESUMED_WITHIN_MS,
    },
  ];
}
