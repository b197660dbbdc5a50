import type { RecipeRun } from '@pangeo-forge/api-client/rows';
import { table } from '../../output/table.ts';

export function runsTable(runs: readonly RecipeRun[]): string {
  return table(
    runs,
    {
      id: ({ id }) => id,
      recipe: ({ recipe_id: recipe }) => recipe,
      kind: ({ is_test: test }) => (test ? 'test' : 'production'),
      status: ({ status, conclusion }) => conclusion ?? status,
      commit: ({ head_sha: sha }) => sha.slice(0, 9),
      started: ({ started_at: at }) => at.slice(0, 19),
      took: ({ started_at: from, completed_at: to }) =>
        to ? duration(Date.parse(`${to}Z`) - Date.parse(`${from}Z`)) : null,
    },
    'No runs.',
  );
}

function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
