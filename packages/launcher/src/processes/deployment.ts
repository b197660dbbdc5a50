import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Environment } from '@pangeo-forge/shared/config/environment';
import { redisUrlOn } from '@pangeo-forge/shared/queues/redis-connection';
import { reviewAppOf } from '@pangeo-forge/shared/names/deployment-name';

export const REPOSITORY_ROOT = fileURLToPath(new URL('../../../../', import.meta.url));

/** The environment, with the servers it works on. */
export interface Deployment {
  environment: Environment;
  databaseUrl: string;
  redisUrl: string;
  configDir: string;
  name: string;
}

export function configDirOf(environment: Environment): string {
  return path.resolve(environment.PANGEO_FORGE_CONFIG_DIR ?? REPOSITORY_ROOT);
}

/** Review apps are named by Heroku. */
export function deploymentNameOf(environment: Environment): string {
  return reviewAppOf(environment) ?? environment.PANGEO_FORGE_DEPLOYMENT;
}

/** Heroku's router is in front of every dyno. Adopted apps get no new variables from app.json. */
export function proxiesOf({ PANGEO_FORGE_PROXIES, DYNO }: Environment): number {
  return PANGEO_FORGE_PROXIES ?? (DYNO ? 1 : 0);
}

export function deploymentOf(environment: Environment, servers: { databaseUrl: string; redisUrl: string }): Deployment {
  const redisUrl = redisUrlOn(servers.redisUrl, { isHeroku: environment.DYNO !== undefined });
  return {
    environment,
    ...servers,
    redisUrl,
    configDir: configDirOf(environment),
    name: deploymentNameOf(environment),
  };
}
