import { setTimeout as pause } from 'node:timers/promises';
import type { BenchmarkResult } from '../benchmark.ts';
import type { ApiStage } from './api-stage.ts';

const TIMES = 10;
const OLDEST_MS = 1_000;
const KEY = 'the key of the benchmark';

/** How old a repeated answer is at most when another process has written, and when this one has. */
export async function measureFreshness(stage: ApiStage): Promise<Pick<BenchmarkResult, 'tables' | 'targets'>> {
  const url = `${stage.url}/feedstocks/1`;
  const specNow = async () => ((await (await fetch(url)).json()) as { spec: string }).spec;
  let oldest = 0;
  let stale = 0;
  for (let time = 0; time < TIMES; time++) {
    await specNow();
    await stage.query(`update feedstock set spec = $1 where id = 1`, [`a/elsewhere-${time}-feedstock`]);
    const written = performance.now();
    for (let spec = ''; spec !== `a/elsewhere-${time}-feedstock`; ) {
      const asked = performance.now();
      spec = await specNow();
      if (spec !== `a/elsewhere-${time}-feedstock`) oldest = Math.max(oldest, asked - written);
      await pause(2);
    }
    const body = JSON.stringify({ spec: `a/here-${time}-feedstock` });
    const headers = { 'x-api-key': KEY, 'content-type': 'application/json' };
    const patched = await fetch(url, { method: 'PATCH', headers, body });
    if (!patched.ok) throw new Error(`the feedstock could not be changed: ${patched.status}`);
    if ((await specNow()) !== `a/here-${time}-feedstock`) stale++;
  }
  return {
    tables: [],
    targets: [
      {
        what: 'oldest answer after another process wrote',
        wanted: `${OLDEST_MS} ms`,
        got: `${Math.round(oldest)} ms`,
        met: oldest <= OLDEST_MS,
      },
      { what: 'old answers after this process wrote', wanted: '0', got: String(stale), met: stale === 0 },
    ],
  };
}
