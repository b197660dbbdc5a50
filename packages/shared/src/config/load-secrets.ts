import path from 'node:path';
import { configError } from './config-problem.ts';
import { olderNames } from './classify-config-file.ts';
import { readConfigFile } from './read-config-file.ts';
import { type SecretsFile, secretsFileSchema } from './secrets-file.schema.ts';
import type { Decrypt } from './sops.ts';

export interface DeploymentSecrets {
  apiKey: string;
  githubApp: {
    name: string;
    id: string;
    privateKey: string;
    /** The current secret first, then the previous one while it is being rotated. */
    webhookSecrets: string[];
    runOnlyOn: string[];
  };
}

/**
 * `secrets/config.{deployment}.yaml`
 * @param decrypt `createSopsDecrypt`; without it an encrypted file is refused.
 * @throws AppError `invalid_config` when it is missing, locked or wrong.
 */
export async function loadSecrets(
  configDir: string,
  deployment: string,
  decrypt?: Decrypt,
): Promise<DeploymentSecrets> {
  const file = path.join(configDir, 'secrets', `config.${deployment}.yaml`);
  const result = await readConfigFile(file, secretsFileSchema, decrypt);
  if (result.outcome === 'read') return fromFile(result.value);
  if (result.outcome !== 'absent') throw configError(result.problems);
  const message =
    `is missing: it holds the API key and the GitHub App of the deployment "${deployment}" (PANGEO_FORGE_DEPLOYMENT). ` +
    `Make it with \`pangeo-forge deployment new ${deployment}\`.`;
  throw configError([{ file, message }, ...(await olderNames(configDir, 'secrets'))]);
}

function fromFile({ fastapi, github_app: app }: SecretsFile): DeploymentSecrets {
  return {
    apiKey: fastapi.PANGEO_FORGE_API_KEY,
    githubApp: {
      name: app.app_name,
      id: app.id,
      privateKey: app.private_key,
      webhookSecrets: app.webhook_secret_previous
        ? [app.webhook_secret, app.webhook_secret_previous]
        : [app.webhook_secret],
      runOnlyOn: app.run_only_on ?? [],
    },
  };
}

/** Everything in it that must never be shown. */
export function secretValuesOf(secrets: DeploymentSecrets): string[] {
  return [secrets.apiKey, secrets.githubApp.privateKey, ...secrets.githubApp.webhookSecrets];
}
