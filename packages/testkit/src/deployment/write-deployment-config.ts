import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'yaml';

export interface DeploymentConfigOptions {
  folder: string;
  deployment: string;
  app: {
    id: number;
    slug: string;
    privateKey: string;
    webhookSecret: string;
    clientId?: string;
    clientSecret?: string;
  };
  bakeryId: string;
  /** Logins that may use the operators' pages; nobody by default. */
  operators?: readonly string[];
}

export interface DeploymentConfig {
  configDir: string;
  apiKey: string;
  /** Where the bakery writes its datasets. */
  dataDir: string;
}

/** Writes the deployment's files as an operator would. */
export async function writeDeploymentConfig({
  folder,
  deployment,
  app,
  bakeryId,
  operators = [],
}: DeploymentConfigOptions): Promise<DeploymentConfig> {
  const configDir = path.join(folder, 'config');
  const dataDir = path.join(folder, 'data');
  const apiKey = randomBytes(16).toString('hex');
  for (const name of ['bakeries', 'secrets']) await mkdir(path.join(configDir, name), { recursive: true });
  const secrets = {
    fastapi: { PANGEO_FORGE_API_KEY: apiKey },
    github_app: {
      app_name: app.slug,
      id: app.id,
      private_key: app.privateKey,
      webhook_secret: app.webhookSecret,
      ...(app.clientId ? { client_id: app.clientId, client_secret: app.clientSecret } : {}),
    },
    operators: { logins: [...operators] },
  };
  await writeFile(path.join(configDir, 'secrets', `config.${deployment}.yaml`), stringify(secrets), { mode: 0o600 });
  await writeFile(
    path.join(configDir, 'bakeries', `${bakeryId}.${deployment}.yaml`),
    stringify(localBakery(folder, dataDir)),
  );
  return { configDir, apiKey, dataDir };
}

function localBakery(folder: string, dataDir: string): unknown {
  const storage = (root: string) => ({
    fsspec_class: 'fsspec.implementations.local.LocalFileSystem',
    fsspec_args: { auto_mkdir: true },
    root_path: root,
  });
  return {
    PangeoForge: { region: 'local', description: 'This machine' },
    Bake: { bakery_class: 'pangeo_forge_runner.bakery.local.LocalDirectBakery' },
    LocalDirectBakery: { num_workers: 1 },
    TargetStorage: { ...storage(`${dataDir}/{subpath}`), public_url: '{root_path}' },
    InputCacheStorage: storage(path.join(folder, 'cache')),
  };
}
