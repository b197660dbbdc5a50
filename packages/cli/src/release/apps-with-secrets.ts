import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { classifyConfigFile } from '@pangeo-forge/shared/config/classify-config-file';
import { configProblemText } from '@pangeo-forge/shared/config/config-problem';
import { readConfigFile } from '@pangeo-forge/shared/config/read-config-file';
import { secretsFileSchema } from '@pangeo-forge/shared/config/secrets-file.schema';
import type { Decrypt } from '@pangeo-forge/shared/config/sops';
import { type TerraformEnvironment, terraformEnvironmentOf } from './terraform-environment-of.ts';

export interface AppsWithSecrets {
  /** App name (the deployment's) to webhook secret. */
  apps: Record<string, string>;
  /** Configs that cannot be read here, and why. */
  leftOut: string[];
}

/** Every config under `secrets/` whose deployment belongs to this terraform environment. Those of `dev` belong to many people: one that cannot be read is left out. */
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
