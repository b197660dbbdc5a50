import type { Queryable } from '../transaction.ts';

/** Last lines of a run's newest try, for those who ask why it failed. */
export async function readLogTail(db: Queryable, recipeRunId: number, lines: number): Promise<string> {
  const { rows } = await db.query<{ lines: string }>(
    `select c.lines from log_chunk c join runner_invocation i on i.id = c.invocation_id
     where i.recipe_run_id = $1 order by c.attempt desc, c.sequence desc limit 3`,
    [recipeRunId],
  );
  return rows
    .reverse()
    .flatMap((row) => row.lines.split('\n'))
    .filter(Boolean)
    .slice(-lines)
    .join('\n');
}
