import { describeRunner } from '@pangeo-forge/runner-environment/describe-runner';
import { createPangeoForgeRunner } from '@pangeo-forge/recipe-runner/runner/pangeo-forge-runner';
import { chooseSandbox } from '@pangeo-forge/recipe-runner/sandbox/choose-sandbox';
import { createRunWorker } from '@pangeo-forge/runner-worker/run';
import { loadBakeries } from '@pangeo-forge/shared/config/load-bakeries';
import { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import { pino } from 'pino';
import { readConfig, sendLine } from '../processes/program-messages.ts';

export interface RunnerRoleConfig {
  databaseUrl: string;
  redisUrl: string;
  configDir: string;
  deployment: string;
  executable: string;
  foldersDir: string;
  slots: number;
}

/** Role `run` as a deployment has it, in the strongest sandbox that works here. */
const { executable, foldersDir, slots, deployment, configDir, ...servers } = readConfig<RunnerRoleConfig>();
const systemPath = process.env['PATH'] ?? '';
const { sandbox } = await chooseSandbox({ requested: 'auto', deployment, searchPath: systemPath });
const program = await describeRunner(executable, systemPath);
const runner = createPangeoForgeRunner({ program, sandbox, foldersDir, systemPath });
const bakeries = await loadBakeries({ configDir, deployment, withSecretArguments: true });
const redactor = new Redactor();
redactor.add(['a secret of this bakery', 'another one']);
const worker = createRunWorker(
  {
    ...servers,
    poolSize: 4,
    slots,
    runner,
    inspector: null,
    isLocalDeployment: true,
    bakeries,
    redactor,
    host: 'bench',
  },
  pino({ level: 'error' }, pino.destination(2)),
);
await worker.start();
sendLine({ sandbox: sandbox.name });
process.on('SIGTERM', () => void worker.stop().then(() => process.exit(0)));
