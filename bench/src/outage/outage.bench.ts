import { setTimeout as pause } from 'node:timers/promises';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import type { Benchmark, BenchmarkOptions, BenchmarkResult } from '../benchmark.ts';
import { type OutageStage, RECIPE, REPOSITORY, startOutageStage } from './outage-stage.ts';

const MINUTES = 10;
const BEFORE = 4;
const DURING = 8;
/** The longest pause between two tries, and time to work. */
const DONE_WITHIN_MS = 8 * 60_000;
const MAX_HELD_SECONDS = 30;

interface Held {
  samples: number;
  /** Works in hand, on average. */
  mean: number;
  longestSeconds: number;
}

/** GitHub answers 503 or cuts connections, API and repositories alike; its webhooks go on. */
export const outageBenchmark: Benchmark = {
  summary: 'ten minutes in which GitHub answers nothing: work is late, and none of it lost',
  async run(options) {
    const stage = await startOutageStage();
    try {
      return await measure(stage, options);
    } finally {
      await stage.stop();
    }
  },
};

async function measure(stage: OutageStage, { quick, seconds, log }: BenchmarkOptions): Promise<BenchmarkResult> {
  const { github } = stage;
  const forMs = (seconds ?? (quick ? 20 : MINUTES * 60)) * 1000;
  const pulls: { number: number; head: string }[] = [];
  for (let count = 1; count <= BEFORE; count++) pulls.push(await stage.contribute(`before-${count}`));
  await waitFor(() => pulls.every(({ head }) => checksOf(stage, head).includes('success')), { deadlineMs: 120_000 });

  log(`GitHub answers nothing for ${forMs / 1000} s`);
  const began = performance.now();
  github.faults.add({ path: /./, when: 'before', respond: 'reset', times: 50 });
  github.faults.add({ path: /./, when: 'before', respond: { status: 503 } });
  const watching = watchHands(stage, forMs);
  const asked = [...pulls];
  for (const { number } of asked) await github.comment(REPOSITORY, number, `/run ${RECIPE}`, 'maintainer');
  for (let count = 1; count <= DURING; count++) {
    pulls.push(await stage.contribute(`during-${count}`));
    await pause(forMs / (DURING + 1));
  }
  await pause(Math.max(0, began + forMs - performance.now()));
  const held = await watching;
  const refused = github.faults.hits();
  github.faults.clear();
  const back = performance.now();
  log('GitHub is back');

  const wrong = () => whatIsWrong(stage, pulls, asked);
  await waitFor(async () => (await wrong()).length === 0, { deadlineMs: DONE_WITHIN_MS, intervalMs: 500 }).catch(
    () => {},
  );
  const left = await wrong();
  for (const line of left) log(line);
  const doneAfter = (performance.now() - back) / 1000;
  return {
    tables: [
      {
        title: `${forMs / 1000} s without GitHub`,
        columns: ['', 'pull requests', 'test runs', 'refused', 'in hand', 'longest s', 'done after s', 'wrong'],
        rows: [
          ['two workers', pulls.length, asked.length, refused, held.mean, held.longestSeconds, doneAfter, left.length],
        ],
      },
    ],
    targets: [
      { what: 'lost, doubled or failed', wanted: '0', got: `${left.length}`, met: left.length === 0 },
      {
        what: 'longest time in hand',
        wanted: `under ${MAX_HELD_SECONDS} s`,
        got: `${held.longestSeconds.toFixed(1)} s`,
        met: held.longestSeconds < MAX_HELD_SECONDS,
      },
    ],
    notes: [
      'In hand: works that a worker held at the moment of a look, of 16 that two workers can hold. What waits for GitHub holds none. Pauses grow to about a minute, so that the second minute after the outage is the last in which something can begin.',
    ],
  };
}

function checksOf({ github }: OutageStage, head: string): (string | null)[] {
  return github
    .repository(REPOSITORY)
    .checkRuns(head)
    .map(({ conclusion }) => conclusion);
}

/** How many works are in hand, and for how long, seen twice a second. */
async function watchHands({ query }: OutageStage, forMs: number): Promise<Held> {
  const until = performance.now() + forMs;
  const held: Held = { samples: 0, mean: 0, longestSeconds: 0 };
  let sum = 0;
  while (performance.now() < until) {
    const [seen] = await query<{ count: number; seconds: number }>(
      `select count(*)::integer as count, coalesce(max(extract(epoch from now() - updated_at)), 0)::float8 as seconds
       from work where state = 'leased' and kind in ('deliveries', 'reports', 'invocations')`,
    );
    held.samples++;
    sum += seen?.count ?? 0;
    held.longestSeconds = Math.max(held.longestSeconds, seen?.seconds ?? 0);
    await pause(500);
  }
  return { ...held, mean: sum / held.samples };
}

/** One line for each thing that is not as it should be. */
async function whatIsWrong(
  stage: OutageStage,
  pulls: readonly { number: number; head: string }[],
  asked: readonly { number: number }[],
): Promise<string[]> {
  const repository = stage.github.repository(REPOSITORY);
  const checks = pulls.flatMap(({ number, head }) => {
    const seen = checksOf(stage, head);
    return seen.length === 1 && seen[0] === 'success' ? [] : [`#${number} has the checks ${JSON.stringify(seen)}`];
  });
  const outcomes = asked.flatMap(({ number }) => {
    const ours = repository.comments(number).filter(({ user }) => user?.login.endsWith('[bot]'));
    return ours.length === 1 && ours[0]?.body?.includes('succeeded')
      ? []
      : [`#${number} has ${ours.length} comments of ours: ${ours.map(({ body }) => body?.slice(0, 80)).join(' | ')}`];
  });
  const open = await stage.query<{ label: string; state: string; last_error: string | null }>(
    `select label, state, last_error from work where kind in ('deliveries', 'reports', 'invocations') and state <> 'done'`,
  );
  return [...checks, ...outcomes, ...open.map((work) => `${work.label} is ${work.state}: ${work.last_error}`)];
}
