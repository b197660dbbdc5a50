import { createOrchestrateWorker } from '@pangeo-forge/runner-worker/orchestrate';
import { loadSecrets } from '@pangeo-forge/shared/config/load-secrets';
import { pino } from 'pino';
import { readConfig, sendLine } from '../processes/program-messages.ts';

export interface OrchestrateWorkerConfig {
  databaseUrl: string;
  redisUrl: string;
  configDir: string;
  deployment: string;
  apiUrl: string;
}

/** GitHub's limits would be reached within seconds; here the worker is measured, and not GitHub's patience. */
const PLENTY = { points: 1e9, seconds: 60 };
/** As the processes of a deployment have them unless configured otherwise. */
const POOL_SIZE = 4;
const AT_ONCE = 8;

const { databaseUrl, redisUrl, configDir, deployment, apiUrl } = readConfig<OrchestrateWorkerConfig>();
const secrets = await loadSecrets(configDir, deployment);
const worker = createOrchestrateWorker(
  {
    databaseUrl,
    redisUrl,
    poolSize: POOL_SIZE,
    concurrency: AT_ONCE,
    configDir,
    deployment,
    secrets,
    githubApiUrl: apiUrl,
    reviewHost: null,
    publicUrl: null,
    frontendUrl: null,
    runPermission: 'write',
    requestLimits: { points: PLENTY, contentShort: PLENTY, contentLong: PLENTY },
  },
  pino({ level: 'error' }, pino.destination(2)),
);
await worker.start();
sendLine({ ready: true });
process.on('SIGTERM', () => void worker.stop().then(() => process.exit(0)));
