import { migrate } from '@pangeo-forge/db/migrate';
import { grantRunRole } from '@pangeo-forge/db/roles/run-role';
import { openDatabase } from '@pangeo-forge/db/open-database';
import { ensureServers } from '@pangeo-forge/local-servers/ensure-servers';
import { readEnvironment } from '@pangeo-forge/shared/config/environment';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { withReleasers } from '@pangeo-forge/shared/process/releasers';

try {
  const environment = readEnvironment(process.env);
  const applied = await withReleasers(async (releasers) => {
    const servers = await ensureServers({
      databaseUrl: environment.DATABASE_URL,
      redisUrl: environment.REDIS_URL ?? 'redis://unused',
    });
    releasers.add(() => servers.stop());
    const database = openDatabase({ url: servers.databaseUrl, poolSize: 2 });
    releasers.add(() => database.close());
    const names = await migrate(database);
    if (environment.RUNNER_DATABASE_URL) await grantRunRole(database.pool, userOf(environment.RUNNER_DATABASE_URL));
    await releasers.releaseAll();
    return names;
  });
  process.stdout.write(applied.length > 0 ? `Applied: ${applied.join(', ')}\n` : 'The database is up to date.\n');
} catch (error) {
  process.stderr.write(`${error instanceof AppError ? error.publicMessage : String((error as Error).stack)}\n`);
  process.exit(1);
}

function userOf(url: string): { user: string; password: string } {
  const { username, password } = new URL(url);
  return { user: decodeURIComponent(username), password: decodeURIComponent(password) };
}
