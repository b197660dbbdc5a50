import type { Benchmark } from '../benchmark.ts';
import { runChaos } from './run-chaos.ts';

const MINUTE_MS = 60_000;

export const chaosBenchmark: Benchmark = {
  summary:
    'the whole system killed, paused, cut and filled at random for 15 minutes; then, whether every promise was kept',
  async run({ seed, quick, seconds, say }) {
    const forMs = seconds === null ? (quick ? MINUTE_MS : 15 * MINUTE_MS) : seconds * 1000;
    const outcome = await runChaos({
      seed,
      forMs,
      faultEveryMs: 1_800,
      trafficEveryMs: 4_000,
      longestPauseMs: 15_000,
      convergeWithinMs: 3 * MINUTE_MS,
      say,
    });
    const wantedKills = Math.floor((200 * forMs) / (15 * MINUTE_MS));
    return {
      tables: [
        {
          title: 'Faults',
          columns: ['', 'times'],
          rows: Object.entries(outcome.faults).toSorted(([a], [b]) => a.localeCompare(b)),
        },
        {
          title: 'What was asked of the system meanwhile',
          columns: ['', 'count'],
          rows: [
            ['deliveries answered 202', outcome.acknowledged],
            ['pull requests', outcome.contributions],
            ['test runs asked for', outcome.runsAskedFor],
            ['seconds from the last fault until all was done', (outcome.convergedAfterMs ?? 0) / 1000],
          ],
        },
      ],
      targets: [
        {
          what: 'promises broken',
          wanted: '0',
          got: String(outcome.violations.length),
          met: outcome.violations.length === 0,
        },
        { what: 'kills', wanted: String(wantedKills), got: String(outcome.kills), met: outcome.kills >= wantedKills },
      ],
      notes: outcome.violations,
    };
  },
};
