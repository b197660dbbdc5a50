import type { Usage } from '../processes/measure-usage.ts';
import { makeFeedstock } from './make-feedstock.ts';
import { startRunnerStage } from './runner-stage.ts';

const SLOTS = 2;
const EACH_MS = 200;

export interface QueueOutcome {
  invocations: number;
  seconds: number;
  /** Most that ran at the same time. */
  maxConcurrent: number;
  /** Invocations of a feedstock that started in another order than they were asked for. */
  outOfOrder: number;
  /** Place, from 1, at which the last of the few started that were asked for behind the many. */
  lastOfTheFew: number;
  few: number;
  usage: Usage;
  failed: number;
}

/** One feedstock asks for many, another for a few right after it; two slots. */
export async function measureQueue(many: number, few: number): Promise<QueueOutcome> {
  const stage = await startRunnerStage(SLOTS);
  try {
    const behaviour = { bake: [{ waitMs: EACH_MS }] };
    const large = await makeFeedstock(stage.folder, 'large', behaviour);
    const small = await makeFeedstock(stage.folder, 'small', behaviour);
    const ask = (feedstock: typeof large, name: string, count: number) =>
      Array.from({ length: count }, (_, index) => ({ feedstock, spec: `bench/${name}`, name: `${name} ${index}` }));
    const { seconds, usage } = await stage.bake([...ask(large, 'large', many), ...ask(small, 'small', few)]);
    const started = await stage.query<{ key: string; outcome: string; began: number; ended: number }>(
      `select key, outcome, extract(epoch from started_at)::float8 as began, extract(epoch from ended_at)::float8 as ended
       from runner_invocation order by started_at`,
    );
    const numbers = (name: string) =>
      started.filter(({ key }) => key.startsWith(name)).map(({ key }) => Number(key.split(' ')[1]));
    return {
      invocations: started.length,
      seconds,
      maxConcurrent: Math.max(
        ...started.map((one) => started.filter(({ began, ended }) => began <= one.began && one.began < ended).length),
      ),
      outOfOrder: [numbers('large'), numbers('small')].reduce((sum, order) => sum + misplaced(order), 0),
      lastOfTheFew: 1 + started.findLastIndex(({ key }) => key.startsWith('small')),
      few,
      usage,
      failed: started.filter(({ outcome }) => outcome !== 'succeeded').length,
    };
  } finally {
    await stage.stop();
  }
}

/** Two slots begin at the same moment: a neighbour may come first. */
function misplaced(order: readonly number[]): number {
  return order.filter((number, place) => Math.abs(number - place) > 1).length;
}
