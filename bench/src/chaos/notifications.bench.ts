import type { Benchmark } from '../benchmark.ts';
import { BAKERIES } from './chaos-profile.ts';
import { faultsTable, heldTable } from './chaos-tables.ts';
import { runChaos } from './run-chaos.ts';

const MINUTE_MS = 60_000;

export const notificationsBenchmark: Benchmark = {
  summary:
    'runs on Dataflow for 10 minutes: notifications lost, repeated and late, status-ingest and workers killed, Dataflow away',
  async run({ seed, quick, seconds, logFolder, log }) {
    const forMs = seconds === null ? (quick ? MINUTE_MS : 10 * MINUTE_MS) : seconds * 1_000;
    const { violations, kills, runs, notifications, convergedAfterMs, ...outcome } = await runChaos({
      profile: BAKERIES,
      seed,
      forMs,
      faultEveryMs: 3_000,
      storyEveryMs: 3_000,
      longestPauseMs: 15_000,
      convergeWithinMs: 4 * MINUTE_MS,
      organizations: 6,
      logFolder,
      log,
    });
    const wrong = violations.filter((text) => /^run \d+ ended with/.test(text)).length;
    const stuck = runs.started - runs.ended;
    return {
      tables: [
        {
          title: 'Runs',
          columns: ['', 'count'],
          rows: [
            ['started', runs.started],
            ['ended', runs.ended],
            ...Object.entries(runs.conclusions).map(([name, count]) => [`  ${name}`, count] as const),
            ['stuck', stuck],
            ['with a conclusion that their bakery does not report', wrong],
            [
              'seconds from the last fault until all was done',
              convergedAfterMs === null ? 'never' : convergedAfterMs / 1_000,
            ],
          ],
        },
        {
          title: 'Notifications',
          columns: ['', 'count'],
          rows: [
            ['jobs that ended', notifications.ended],
            ['pushes sent', notifications.pushes],
            ['forms sent', notifications.forms],
            ['lost', notifications.lost],
            ['repeated', notifications.repeated],
          ],
        },
        faultsTable({ ...outcome, violations, kills, runs, notifications, convergedAfterMs }),
        heldTable({ ...outcome, violations, kills, runs, notifications, convergedAfterMs }),
      ],
      targets: [
        { what: 'runs stuck', wanted: '0', got: String(stuck), met: stuck === 0 },
        { what: 'wrong conclusions', wanted: '0', got: String(wrong), met: wrong === 0 },
        { what: 'promises broken', wanted: '0', got: String(violations.length), met: violations.length === 0 },
      ],
      notes: violations,
    };
  },
};
