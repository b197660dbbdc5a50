import path from 'node:path';
import { configError } from './config-problem.ts';
import { readConfigFile } from './read-config-file.ts';
import { type SecretsFile, secretsFileSchema } from './secrets-file.schema.ts';

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
 * @throws AppError `invalid_config` when it is missing or wrong.
 */
export async function loadSecrets(configDir: string, deployment: string): Promise<DeploymentSecrets> {
  const file = path.join(configDir, 'secrets', `config.${deployment}.yaml`);
  const result = await readConfigFile(file, secretsFileSchema);
  if (result.outcome === 'invalid') throw configError(result.problems);
  if (result.outcome === 'absent') {
    const message = `is missing: it holds the API key and the GitHub App of the deployment "${deployment}" (PANGEO_FORGE_DEPLOYMENT).`;
    throw configError([{ file, message }]);
  }
  return fromFile(result.value);
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
