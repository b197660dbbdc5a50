import type { ApiReader } from '../api/api-reader.ts';
import type { RecipeRun, RecipeRunDetails } from '../api/recipe-run.ts';
import type { Remember } from '../api/remember.ts';

export interface BakeryFigures {
  bakeryId: number;
  runs: number;
  ended: number;
  succeeded: number;
  /** In the middle of the newest successful runs, from being dispatched to the end; null when none succeeded. */
  medianSeconds: number | null;
}

const SAMPLE = 9;
const KEPT_MS = 3_600_000; // what has ended stays as it is

/** How the runs went on each bakery, the busiest first. */
export async function bakeryFigures(
  { api, remember }: { api: ApiReader; remember: Remember },
  runs: readonly RecipeRun[],
): Promise<BakeryFigures[]> {
  const byBakery = Map.groupBy(runs, (run) => run.bakery_id);
  const figures = [...byBakery].map(async ([bakeryId, its]) => {
    const ended = its.filter(({ status }) => status === 'completed');
    const succeeded = ended.filter(({ conclusion }) => conclusion === 'success');
    const seconds = await Promise.all(succeeded.slice(0, SAMPLE).map(({ id }) => secondsOf(id)));
    const medianSeconds = median(seconds.filter((each) => each !== null));
    return { bakeryId, runs: its.length, ended: ended.length, succeeded: succeeded.length, medianSeconds };
  });
  return (await Promise.all(figures)).sort((a, b) => b.runs - a.runs || a.bakeryId - b.bakeryId);

  /** Lists do not tell when a run was dispatched. */
  function secondsOf(id: number): Promise<number | null> {
    return remember(`seconds of run ${id}`, KEPT_MS, async () => {
      const run = await api.one<RecipeRunDetails>(`/recipe_runs/${id}`);
      return run.duration_seconds;
    }).catch(() => null);
  }
}

export function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  return upper === undefined || lower === undefined ? null : (upper + lower) / 2;
}
