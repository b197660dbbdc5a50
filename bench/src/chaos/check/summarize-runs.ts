import { Client } from 'pg';

export interface RunsSummary {
  /** Handed to a bakery, or on their way to one. */
  started: number;
  ended: number;
  conclusions: Record<string, number>;
}

export async function summarizeRuns(databaseUrl: string): Promise<RunsSummary> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ conclusion: string | null; count: number }>(
      `select conclusion, count(*)::int from reciperun where status <> 'queued' group by conclusion order by conclusion`,
    );
    const conclusions = Object.fromEntries(rows.map(({ conclusion, count }) => [conclusion ?? 'none yet', count]));
    const started = rows.reduce((sum, { count }) => sum + count, 0);
    return { started, ended: started - (conclusions['none yet'] ?? 0), conclusions };
  } finally {
    await client.end();
  }
}
