import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generateKeyPairSync } from 'node:crypto';
import { portOf } from '@pangeo-forge/testkit/process-port';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { execa } from 'execa';
import { stringify } from 'yaml';

export interface RunningApi {
  url: string;
  apiKey: string;
  /** Variables of a shell in which the deployment is operated. */
  variables: Record<string, string>;
  stop(): Promise<void>;
}

export interface ApiSurroundings {
  databaseUrl: string;
  redisUrl: string;
  /** Where nothing answers unless given. */
  github?: { apiUrl: string; serverUrl: string; app: { id: number; privateKey: string; webhookSecret: string } };
}

const DEPLOYMENT = 'pforge-local-cli';
const NOWHERE = 'http://127.0.0.1:1';

/** The HTTP services as a process of their own, as they are deployed. */
export async function startApi({ databaseUrl, redisUrl, github }: ApiSurroundings): Promise<RunningApi> {
  const configDir = await mkdtemp(path.join(tmpdir(), 'cli-api-'));
  const apiKey = 'the-key-of-this-deployment';
  await mkdir(path.join(configDir, 'secrets'));
  const app = {
    app_name: DEPLOYMENT,
    id: github?.app.id ?? 1,
    private_key: github?.app.privateKey ?? newKey(),
    webhook_secret: github?.app.webhookSecret ?? 'a-webhook-secret',
  };
  const secrets = stringify({ fastapi: { PANGEO_FORGE_API_KEY: apiKey }, github_app: app });
  await writeFile(path.join(configDir, 'secrets', `config.${DEPLOYMENT}.yaml`), secrets);
  const variables = {
    DATABASE_URL: databaseUrl,
    PANGEO_FORGE_CONFIG_DIR: configDir,
    PANGEO_FORGE_DEPLOYMENT: DEPLOYMENT,
    GITHUB_API_URL: github?.apiUrl ?? NOWHERE,
    GITHUB_SERVER_URL: github?.serverUrl ?? NOWHERE,
  };
  const main = path.join(import.meta.dirname, '../../launcher/src/main.ts');
  const child = execa(process.execPath, [main, 'web'], {
    extendEnv: false,
    env: { ...variables, PORT: '0', PATH: process.env['PATH'] ?? '', REDIS_URL: redisUrl },
    stdin: 'ignore',
    reject: false,
  });
  const port = await portOf(child);
  const url = `http://127.0.0.1:${port}`;
  await waitFor(async () => (await fetch(`${url}/readyz`).catch(() => null))?.ok === true);
  return {
    url,
    apiKey,
    variables: { ...variables, PORT: String(port) },
    async stop() {
      child.kill('SIGTERM');
      await child;
      await rm(configDir, { recursive: true, force: true });
    },
  };
}

function newKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
}
