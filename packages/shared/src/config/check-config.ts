import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { deploymentKindOf } from '../names/deployment-name.ts';
import { bakeryArgsSchema } from './bakery-args.schema.ts';
import { classifyConfigFile, type ConfigFileKind, type ConfigFolder } from './classify-config-file.ts';
import type { ConfigProblem } from './config-problem.ts';
import { loadBakery } from './load-bakery.ts';
import { readConfigFile } from './read-config-file.ts';
import { secretsFileSchema } from './secrets-file.schema.ts';
import { serviceAccountSchema } from './service-account.schema.ts';
import type { Decrypt } from './sops.ts';

export interface CheckedFile {
  file: string;
  /** `locked`: encrypted for keys that are not here, so only its name was checked. */
  state: 'good' | 'invalid' | 'locked';
  encrypted: boolean;
  problems: ConfigProblem[];
  /** Worth knowing, and no reason not to start. */
  warnings: string[];
}

export interface CheckConfigOptions {
  configDir: string;
  /** Only this deployment's files; all of them unless given. */
  deployment?: string;
  decrypt?: Decrypt;
}

/**
 * Every file of `bakeries/` and `secrets/`, each read completely; paths are relative to the folder that was checked.
 */
export async function checkConfig(options: CheckConfigOptions): Promise<CheckedFile[]> {
  const checked: CheckedFile[] = [];
  for (const folder of ['bakeries', 'secrets'] as const) {
    for (const name of await fileNames(path.join(options.configDir, folder))) {
      const found = classifyConfigFile(folder, name);
      if (isAbout(found, options.deployment)) checked.push(await checkFile(options, folder, name, found));
    }
  }
  return checked.map((file) => relativeTo(options.configDir, file));
}

async function fileNames(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  const isConfig = (name: string) => /\.(ya?ml|json)$/.test(name) && !name.startsWith('.');
  return entries
    .filter((entry) => entry.isFile() && isConfig(entry.name))
    .map(({ name }) => name)
    .sort();
}

function isAbout(found: ConfigFileKind, deployment: string | undefined): boolean {
  return deployment === undefined || !('deployment' in found) || found.deployment === deployment;
}

async function checkFile(
  { configDir, decrypt }: CheckConfigOptions,
  folder: ConfigFolder,
  name: string,
  found: ConfigFileKind,
): Promise<CheckedFile> {
  const file = path.join(configDir, folder, name);
  switch (found.kind) {
    case 'renamed':
      return misnamed(file, `is not read under this name: rename it to ${folder}/${found.to}.`);
    case 'unknown':
      return misnamed(
        file,
        `is not a name that is read${found.nearest ? `. Did you mean ${folder}/${found.nearest}?` : '.'}`,
      );
    case 'bakery': {
      const alone = await readAs(file, () =>
        loadBakery(found.bakery, { configDir, ...found, withSecretArguments: false }),
      );
      if (alone.state !== 'good') return alone;
      const options = { configDir, ...found, withSecretArguments: true, ...(decrypt ? { decrypt } : {}) };
      const merged = await loadBakery(found.bakery, options);
      const clashes =
        'problems' in merged ? merged.problems.filter(({ message }) => message.includes('once merged')) : [];
      return { ...alone, state: clashes.length > 0 ? 'invalid' : 'good', problems: clashes };
    }
    case 'deployment':
      return secretFile(file, await readConfigFile(file, secretsFileSchema, decrypt), nameWarnings(found.deployment));
    case 'bakery-args':
      return secretFile(file, await readConfigFile(file, bakeryArgsSchema, decrypt), []);
    case 'service-account':
      return secretFile(file, await readConfigFile(file, serviceAccountSchema, decrypt), []);
  }
}

async function readAs(file: string, load: () => ReturnType<typeof loadBakery>): Promise<CheckedFile> {
  const result = await load();
  const problems = 'problems' in result ? result.problems : [];
  return { file, state: problems.length > 0 ? 'invalid' : 'good', encrypted: false, problems, warnings: [] };
}

function secretFile(
  file: string,
  result: Awaited<ReturnType<typeof readConfigFile<unknown>>>,
  warnings: string[],
): CheckedFile {
  if (result.outcome === 'read') {
    const plain = result.encrypted
      ? []
      : ['is not encrypted: never commit it in this state (`sops -e -i` encrypts it in place).'];
    return { file, state: 'good', encrypted: result.encrypted, problems: [], warnings: [...warnings, ...plain] };
  }
  if (result.outcome === 'absent') return misnamed(file, 'vanished while it was read');
  const locked = result.outcome === 'locked';
  return { file, state: locked ? 'locked' : 'invalid', encrypted: locked, problems: result.problems, warnings };
}

function nameWarnings(deployment: string): string[] {
  if (deploymentKindOf(deployment)) return [];
  return [
    `names the deployment "${deployment}", which follows no rule: pangeo-forge, pangeo-forge-staging, pforge-pr-{number} or pforge-local-{user}.`,
  ];
}

function misnamed(file: string, message: string): CheckedFile {
  return { file, state: 'invalid', encrypted: false, problems: [{ file, message }], warnings: [] };
}

function relativeTo(configDir: string, checked: CheckedFile): CheckedFile {
  const shorten = (file: string) => path.relative(configDir, file);
  const problems = checked.problems.map((problem) => ({
    ...problem,
    file: shorten(problem.file),
    message: problem.message.replaceAll(`${configDir}${path.sep}`, ''),
  }));
  return { ...checked, file: shorten(checked.file), problems };
}
