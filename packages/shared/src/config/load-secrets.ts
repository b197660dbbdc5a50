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
    /** For people who sign in on the pages; null where nobody can. */
    client: { id: string; secret: string } | null;
  };
  /** What signs the provenance of datasets, and the public keys that did before. */
  provenance?: { signingKey: string | null; previousPublicKeys: string[] };
  /** Who may use the operators' pages after signing in. */
  operators: { logins: string[]; team: { organization: string; slug: string } | null };
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

function fromFile({ fastapi, github_app: app, operators, provenance }: SecretsFile): DeploymentSecrets {
  const { client_id: id, client_secret: secret } = app;
  const [organization = '', slug = ''] = operators?.team?.split('/') ?? [];
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
      client: id !== undefined && secret !== undefined ? { id, secret } : null,
    },
    provenance: {
      signingKey: provenance?.signing_key ?? null,
      previousPublicKeys: provenance?.previous_public_keys ?? [],
    },
    operators: { logins: operators?.logins ?? [], team: slug === '' ? null : { organization, slug } },
  };
}

/** Everything in it that must never be shown. */
export function secretValuesOf(secrets: DeploymentSecrets): string[] {
  const { privateKey, webhookSecrets, client } = secrets.githubApp;
  const signingKey = secrets.provenance?.signingKey;
  const others = [...(client ? [client.secret] : []), ...(signingKey ? [signingKey] : [])];
  return [secrets.apiKey, privateKey, ...webhookSecrets, ...others];
}
