import { installerEnvironment } from '@pangeo-forge/runner-environment/installer-environment';
import { sopsEnvironment } from '@pangeo-forge/shared/config/sops';
import type { Service } from '@pangeo-forge/shared/process/service';
import { type ChildProcessSpec, createChildProcess } from './child-process.ts';
import type { ProcessParts } from './process-parts.ts';
import { createWebProcess } from './web.process.ts';

/**
 * Everything in the foreground: HTTP here, and each role of a worker in a child process, whose death costs no webhook.
 */
export async function createAllProcess(parts: ProcessParts): Promise<Service> {
  const { logger } = parts;
  const services = [
    createChildProcess(workerSpec(parts), logger),
    createChildProcess(runnerSpec(parts), logger),
    await createWebProcess(parts),
  ];
  const stop = async () => {
    const stopped = await Promise.allSettled(services.map((service) => service.stop()));
    for (const result of stopped) if (result.status === 'rejected') throw result.reason;
  };
  return {
    async start() {
      try {
        for (const service of services) await service.start();
      } catch (error) {
        await stop();
        throw error;
      }
    },
    stop,
  };
}

/** The servers may be embedded ones, which this process has started. */
function workerSpec({ deployment, variables }: ProcessParts): ChildProcessSpec {
  const { databaseUrl, redisUrl } = deployment;
  return { type: 'worker', environment: variables, settings: { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl } };
}

/** Its environment holds what installers need and no secret: a recipe of the same user can read `/proc/PID/environ`. */
function runnerSpec({ deployment, variables }: ProcessParts): ChildProcessSpec {
  const { environment, databaseUrl, redisUrl, configDir, name } = deployment;
  return {
    type: 'runner',
    environment: { ...installerEnvironment(variables), ...telemetryEnvironment(variables) },
    settings: {
      ...sopsEnvironment(variables),
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
    },
  };
}

/** Without headers, which hold the keys of collectors. */
function telemetryEnvironment(variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const isShown = ([name]: [string, unknown]) => name.startsWith('OTEL_') && !name.includes('HEADERS');
  return Object.fromEntries(Object.entries(variables).filter(isShown));
}
