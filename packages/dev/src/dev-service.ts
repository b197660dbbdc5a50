import { rm } from 'node:fs/promises';
import path from 'node:path';
import { ensureServers } from '@pangeo-forge/local-servers/ensure-servers';
import { startTemporaryPostgres } from '@pangeo-forge/local-servers/postgres/start-temporary-postgres';
import { isPortFree } from '@pangeo-forge/local-servers/process/free-port';
import { temporaryDirectory } from '@pangeo-forge/local-servers/process/temporary-directory';
import { readEnvironment } from '@pangeo-forge/shared/config/environment';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { createReleasers } from '@pangeo-forge/shared/process/releasers';
import type { Service } from '@pangeo-forge/shared/process/service';
import { configDirOf, REPOSITORY_ROOT } from '@pangeo-forge/launcher/processes/deployment';
import type { DevOptions } from './dev-options.ts';
import { forwardSmee } from './forward-smee.ts';
import { type LoopbackDeployment, loopbackDeployment } from './loopback-deployment.ts';
import { reloadingSystem } from './reloading-system.ts';
import { watchFiles } from './watch-files.ts';

/**
 * Runs everything on this machine, and restarts it when a file changes; the servers and the GitHub on loopback keep
 * running.
 */
export function createDevService(
  { smee, loopbackGitHub }: DevOptions,
  given: Record<string, string | undefined>,
  log: (message: string) => void,
): Service {
  const releasers = createReleasers();
  return {
    async start() {
      let variables = { ...given };
      const { PORT: port } = readEnvironment(variables);
      await assertPortFree(port);
      const loopback = loopbackGitHub ? await startLoopback(port) : null;
      variables = { ...variables, ...loopback?.variables };
      const servers = await ensureServers({
        // the loopback GitHub keeps nothing, so its database must not either
        databaseUrl: loopbackGitHub ? await temporaryDatabase() : variables['DATABASE_URL'],
        redisUrl: variables['REDIS_URL'],
        log,
      });
      releasers.add(() => servers.stop());
      const environment = { ...variables, DATABASE_URL: servers.databaseUrl, REDIS_URL: servers.redisUrl };
      const url = `http://127.0.0.1:${port}`;
      const system = reloadingSystem({ environment, url, log });
      releasers.add(() => system.stop());
      const isReady = await system.restart('started');
      // only the services that were started here may see the API key
      if (loopback && isReady) await loopback.register(url);
      for (const note of loopback?.notes ?? []) log(note);
      if (loopback) log(`another terminal works with it after: ${exportsOf(loopback, { port, ...servers })}`);
      const watched = await watchFiles(watchedFolders(configDirOf(readEnvironment(environment))), (file) => {
        void system.restart(`${file} changed`);
      });
      releasers.add(() => watched.close());
      if (smee !== null) {
        const forwarding = await forwardSmee(smee, `${url}/github/hooks/`, log);
        releasers.add(() => forwarding.stop());
      }
      log('watching for changes until Ctrl-C');
    },
    stop: () => releasers.releaseAll(),
  };

  async function startLoopback(port: number): Promise<LoopbackDeployment> {
    const folder = temporaryDirectory();
    releasers.add(() => rm(folder, { recursive: true, force: true }));
    const deployment = await loopbackDeployment(folder, port);
    releasers.add(() => deployment.github.stop());
    return deployment;
  }

  async function temporaryDatabase(): Promise<string> {
    const postgres = await startTemporaryPostgres({ log });
    releasers.add(() => postgres.stop());
    return postgres.url;
  }
}

/** What answers there would be taken for the services, and would be sent their API key. */
async function assertPortFree(port: number): Promise<void> {
  if (port === 0 || (await isPortFree(port))) return;
  throw new AppError(
    'conflict',
    `Port ${port} is in use, perhaps by another \`dev\`. Stop that one, or set PORT to another port.`,
  );
}

/** The line after which the other commands mean this deployment. */
function exportsOf(
  { variables }: LoopbackDeployment,
  { port, databaseUrl, redisUrl }: { port: number; databaseUrl: string; redisUrl: string },
): string {
  const all = { ...variables, PORT: port, DATABASE_URL: databaseUrl, REDIS_URL: redisUrl };
  return `export ${Object.entries(all)
    .map(([name, value]) => `${name}='${value}'`)
    .join(' ')}`;
}

function watchedFolders(configDir: string): string[] {
  return [
    path.join(REPOSITORY_ROOT, 'packages'),
    ...['bakeries', 'secrets'].map((folder) => path.join(configDir, folder)),
  ];
}
