import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { AddressInfo } from 'node:net';
import { generateKeyPairSync } from 'node:crypto';
import { waitFor } from '@pangeo-forge/testkit/wait-for';
import { execa } from 'execa';
import { stringify } from 'yaml';

export interface RunningApi {
  url: string;
  apiKey: string;
  stop(): Promise<void>;
}

/** The API as a process of its own, as it is deployed. */
export async function startApi(servers: { databaseUrl: string; redisUrl: string }): Promise<RunningApi> {
  const configDir = await mkdtemp(path.join(tmpdir(), 'cli-api-'));
  const apiKey = 'the-key-of-this-deployment';
  await mkdir(path.join(configDir, 'secrets'));
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs1', format: 'pem' });
  const app = { app_name: 'pforge-local-cli', id: 1, private_key: pem, webhook_secret: 'a-webhook-secret' };
  const secrets = stringify({ fastapi: { PANGEO_FORGE_API_KEY: apiKey }, github_app: app });
  await writeFile(path.join(configDir, 'secrets', 'config.pforge-local-cli.yaml'), secrets);
  const port = await freePort();
  const main = path.join(import.meta.dirname, '../../launcher/src/main.ts');
  const child = execa(process.execPath, [main, 'api'], {
    extendEnv: false,
    env: {
      PATH: process.env['PATH'] ?? '',
      PORT: String(port),
      DATABASE_URL: servers.databaseUrl,
      REDIS_URL: servers.redisUrl,
      PANGEO_FORGE_CONFIG_DIR: configDir,
      PANGEO_FORGE_DEPLOYMENT: 'pforge-local-cli',
      GITHUB_API_URL: 'http://127.0.0.1:1',
    },
    stdin: 'ignore',
    reject: false,
  });
  const url = `http://127.0.0.1:${port}`;
  await waitFor(async () => (await fetch(`${url}/readyz`).catch(() => null))?.ok === true, { deadlineMs: 40_000 });
  return {
    url,
    apiKey,
    async stop() {
      child.kill('SIGTERM');
      await child;
      await rm(configDir, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
