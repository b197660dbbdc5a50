import { chmodSync, rmSync } from 'node:fs';
import { temporaryDirectory } from '../process/temporary-directory.ts';
import { type PostgresOptions, type RunningPostgres, startPostgres } from './start-postgres.ts';

/** Starts a Postgres in a temporary folder, which is removed when it stops. */
export async function startTemporaryPostgres(options: Omit<PostgresOptions, 'dataDir'>): Promise<RunningPostgres> {
  const dataDir = temporaryDirectory();
  chmodSync(dataDir, 0o755); // root's Postgres runs as another user, who needs access
  const remove = () => rmSync(dataDir, { recursive: true, force: true });
  try {
    const server = await startPostgres({ ...options, dataDir });
    return {
      ...server,
      async stop() {
        await server.stop();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}
