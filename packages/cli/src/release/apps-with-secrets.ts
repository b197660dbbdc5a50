import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { classifyConfigFile } from '@pangeo-forge/shared/config/classify-config-file';
import { configProblemText } from '@pangeo-forge/shared/config/config-problem';
import { readConfigFile } from '@pangeo-forge/shared/config/read-config-file';
import { secretsFileSchema } from '@pangeo-forge/shared/config/secrets-file.schema';
import type { Decrypt } from '@pangeo-forge/shared/config/sops';
import { z } from 'zod';
import { type TerraformEnvironment, terraformEnvironmentOf } from './terraform-environment-of.ts';

export interface AppsWithSecrets {
  /** App name (the deployment's) to webhook secret. */
  apps: Record<string, string>;
  /** Configs that cannot be read here, and why. */
  leftOut: string[];
}

/**
 * Every config under `secrets/` whose deployment belongs to this terraform environment. Those of `dev` belong to many
 * people: one that cannot be read is left out.
 */
export async function appsWithSecrets(
  configDir: string,
  environment: TerraformEnvironment,
  decrypt: Decrypt,
): Promise<AppsWithSecrets> {
  const folder = path.join(configDir, 'secrets');
  const apps: Record<string, string> = {};
  const leftOut: string[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const file = classifyConfigFile('secrets', name);
    if (file.kind !== 'deployment' || terraformEnvironmentOf(file.deployment) !== environment) continue;
    const read = await readConfigFile(path.join(folder, name), secretsFileSchema, decrypt);
    if (read.outcome === 'read') apps[file.deployment] = read.value.github_app.webhook_secret;
    else if (read.outcome !== 'absent') leftOut.push(...read.problems.map(configProblemText));
  }
  return { apps, leftOut };
}

interface AppHosts {
  /** App name to public host; apps whose bakeries name none are not in it. */
  hosts: Record<string, string>;
  /** Bakeries of one app that name another host than the one before. */
  conflicts: string[];
}

const pushSchema = z.looseObject({
  PangeoForge: z.looseObject({ push: z.looseObject({ audience: z.string() }).optional() }).optional(),
});
const ENDPOINT = /^https:\/\/([^/]+)\/dataflow\/push$/;

/**
 * Where each app takes pushes, by the audience that its bakeries' files name: only what is pushed there is believed, so
 * no other host would do. Heroku gives an app a host with a random part unless review apps have predictable URLs, so an
 * app's name alone is not enough.
 */
export async function appHosts(configDir: string, apps: readonly string[], decrypt: Decrypt): Promise<AppHosts> {
  const folder = path.join(configDir, 'bakeries');
  const found: AppHosts = { hosts: {}, conflicts: [] };
  const names: string[] = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return [];
  });
  for (const name of names.sort()) {
    const file = classifyConfigFile('bakeries', name);
    if (file.kind !== 'bakery' || !apps.includes(file.deployment)) continue;
    const read = await readConfigFile(path.join(folder, name), pushSchema, decrypt);
    const audience = read.outcome === 'read' ? read.value.PangeoForge?.push?.audience : undefined;
    const host = ENDPOINT.exec(audience ?? '')?.[1];
    if (host === undefined) continue;
    const before = (found.hosts[file.deployment] ??= host);
    if (before !== host)
      found.conflicts.push(`bakeries/${name} takes pushes at ${host}, but they are sent to ${before}.`);
  }
  return found;
}
