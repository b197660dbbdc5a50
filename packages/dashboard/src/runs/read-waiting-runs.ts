import { answerOf } from '@pangeo-forge/api-client/answers';
import type { RecipeRun } from '@pangeo-forge/api-client/rows';
import type { PageContext } from '../http/page-context.ts';

const FRESH_MS = 3_000;

/** The runs in progress that still wait for their bakery, which their rows do not show. */
export async function readWaitingRuns(
  { api, answers }: Pick<PageContext, 'api' | 'answers'>,
  runs: readonly RecipeRun[],
): Promise<ReadonlySet<number>> {
  const started = runs.filter(({ status }) => status === 'in_progress');
  const bakeries = new Set(started.map((run) => run.bakery_id));
  const queues = [...bakeries].map((id) =>
    answers.read(`queue of bakery ${id}`, FRESH_MS, () =>
      answerOf(api.GET('/bakeries/{id}/queue', { params: { path: { id } } })),
    ),
  );
  return new Set((await Promise.all(queues)).flatMap(({ waiting }) => waiting.map(({ id }) => id)));
}
