import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Environment, readEnvironment } from '@pangeo-forge/shared/config/environment';
import type { DeploymentSecrets } from '@pangeo-forge/shared/config/load-secrets';
import type { Decrypt } from '@pangeo-forge/shared/config/sops';
import { reviewAppOf } from '@pangeo-forge/shared/names/deployment-name';
import { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import { type Api, connectApi } from '../api/connect-api.ts';
import type { ProgressBar } from '../output/progress-bar.ts';
import type { CliContext } from './cli-context.ts';

export interface CliWorld {
  variables: Readonly<Record<string, string | undefined>>;
  cwd: string;
  stdout: (text: string) => void;
  stderr: (text: string) => void;
  signal: AbortSignal;
  /** Where progress is drawn; null without a terminal. */
  terminal: NodeJS.WriteStream | null;
  /** Null without a person at a terminal. */
  ask: ((question: string) => Promise<string>) | null;
}

export function createContext(world: CliWorld, json: boolean): CliContext {
  const { variables, cwd } = world;
  const redactor = new Redactor(secretsIn(variables));
  // what few commands need is loaded when it is needed: help must not wait for it
  const decrypt: Decrypt = async (file, metadata) => {
    const { createSopsDecrypt } = await import('@pangeo-forge/shared/config/sops');
    return createSopsDecrypt(variables)(file, metadata);
  };
  let environment: Environment | undefined;
  let secrets: Promise<DeploymentSecrets> | undefined;
  let api: Api | undefined;
  let bar: ProgressBar | null = null;
  const context: CliContext = {
    variables,
    cwd,
    decrypt,
    redactor,
    json,
    ask: json ? null : world.ask,
    signal: world.signal,
    environment: () => (environment ??= readEnvironment(variables)),
    configDir: () => configDirOf(variables['PANGEO_FORGE_CONFIG_DIR'], cwd),
    deployment: () => reviewAppOf(variables) ?? context.environment().PANGEO_FORGE_DEPLOYMENT,
    secrets() {
      secrets ??= readSecrets(context);
      return secrets;
    },
    api() {
      const port = () => context.environment().PORT;
      const localKey = async () => (await context.secrets()).apiKey;
      api ??= connectApi({ variables, port, localKey, signal: world.signal });
      return api;
    },
    print: (line) => world.stdout(`${redactor.redact(line)}\n`),
    notify(line) {
      const text = redactor.redact(line);
      if (bar) bar.note(text);
      else world.stderr(`${text}\n`);
    },
    note(line) {
      if (!json) context.notify(line);
    },
    async progress(steps, work) {
      if (json || !world.terminal || bar) return work({ step: (what) => context.note(`${what}…`), expect: () => {} });
      const { createProgressBar } = await import('../output/progress-bar.ts');
      const drawn = createProgressBar(world.terminal, steps);
      bar = drawn;
      try {
        return await work({ ...drawn, step: (what) => drawn.step(redactor.redact(what)) });
      } finally {
        bar = null;
        drawn.stop();
      }
    },
  };
  return context;
}

async function readSecrets(context: CliContext): Promise<DeploymentSecrets> {
  const { loadSecrets, secretValuesOf } = await import('@pangeo-forge/shared/config/load-secrets');
  const loaded = await loadSecrets(context.configDir(), context.deployment(), context.decrypt);
  context.redactor.add(secretValuesOf(loaded));
  return loaded;
}

function secretsIn(variables: CliWorld['variables']): string[] {
  const passwords = [variables['DATABASE_URL'], variables['REDIS_URL']].map((url) =>
    url && URL.canParse(url) ? decodeURIComponent(new URL(url).password) : '',
  );
  return [...passwords, variables['PANGEO_FORGE_API_KEY'] ?? ''].filter(Boolean);
}

function configDirOf(given: string | undefined, cwd: string): string {
  if (given) return path.resolve(cwd, given);
  for (let folder = cwd; ; folder = path.dirname(folder)) {
    if (['bakeries', 'secrets'].some((name) => existsSync(path.join(folder, name)))) return folder;
    if (path.dirname(folder) === folder) return cwd;
  }
}
