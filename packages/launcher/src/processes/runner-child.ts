import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { installerEnvironment } from '@pangeo-forge/runner-environment/installer-environment';
import { sopsEnvironment } from '@pangeo-forge/shared/config/sops';
import type { Service } from '@pangeo-forge/shared/process/service';
import { execa } from 'execa';
import type { Logger } from 'pino';
import type { Deployment } from './deployment.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const RESTART_AFTER_MS = 1_000;
const KILL_AFTER_MS = 15_000;
/**
 * Role `run` in a process of its own. Its settings go through a pipe, since a recipe of the same user could read them in `/proc/PID/environ`.
 * It is started again when it dies.
 */
export function createRunnerChild(deployment: Deployment, logger: Logger): Service {
  let stopping = false;
  let child: ReturnType<typeof spawnRunner> | null = null;
  let restart: NodeJS.Timeout | undefined;

  function start(): void {
    child = spawnRunner(deployment);
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => process.stdout.write(`${line}\n`));
    child.then(
      (result) => {
        if (stopping) return;
        logger.error({ exitCode: result.exitCode, signal: result.signal }, 'role run ended; it is started again');
        restart = setTimeout(start, RESTART_AFTER_MS);
      },
      (error: unknown) => logger.error({ err: error }, 'role run could not be started'),
    );
  }

  return {
    start: async () => start(),
    async stop() {
      stopping = true;
      clearTimeout(restart);
      child?.kill('SIGTERM');
      await child;
    },
  };
}

function spawnRunner({ environment, databaseUrl, redisUrl, configDir, name }: Deployment) {
  const settings = {
    ...sopsEnvironment(process.env),
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    PANGEO_FORGE_DEPLOYMENT: name,
    PANGEO_FORGE_CONFIG_DIR: configDir,
    PANGEO_FORGE_RUNNER: environment.PANGEO_FORGE_RUNNER,
    PANGEO_FORGE_SANDBOX: environment.PANGEO_FORGE_SANDBOX,
    PANGEO_FORGE_BAKE_NETWORK: environment.PANGEO_FORGE_BAKE_NETWORK,
    PANGEO_FORGE_BAKE_MEMORY_MB: environment.PANGEO_FORGE_BAKE_MEMORY_MB?.toString(),
    DOCKER_HOST: environment.DOCKER_HOST,
    PANGEO_FORGE_DOCKER_IMAGE: environment.PANGEO_FORGE_DOCKER_IMAGE,
    PANGEO_FORGE_DOCKER_NETWORK: environment.PANGEO_FORGE_DOCKER_NETWORK,
    PANGEO_FORGE_DOCKER_CPUS: environment.PANGEO_FORGE_DOCKER_CPUS?.toString(),
    DATABASE_POOL_SIZE: String(environment.DATABASE_POOL_SIZE),
    RUNNER_SLOTS: String(environment.RUNNER_SLOTS),
    LOG_LEVEL: environment.LOG_LEVEL,
  };
  const child = execa(process.execPath, [...process.execArgv, MAIN, 'runner', '--settings-from-stdin'], {
    extendEnv: false,
    env: installerEnvironment(process.env),
    stdin: 'pipe',
    buffer: false,
    reject: false,
    forceKillAfterDelay: KILL_AFTER_MS,
  });
  // The pipe stays open: its end tells the child that we are gone, however we went.
  child.stdin.on('error', () => {});
  child.stdin.write(`${JSON.stringify(settings)}\n`);
  return child;
}
