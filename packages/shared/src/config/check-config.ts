import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { deploymentKindOf } from '../names/deployment-name.ts';
import { nearestName } from '../names/nearest-name.ts';
import { bakeryArgsSchema } from './bakery-args.schema.ts';
import { type BakeryFile, bakeryFileSchema } from './bakery-file.schema.ts';
import { bakeryMeaningProblems } from './bakery-meaning.ts';
import { classifyConfigFile, type ConfigFileKind, type ConfigFolder } from './classify-config-file.ts';
import type { ConfigProblem } from './config-problem.ts';
import { loadBakery } from './load-bakery.ts';
import { readConfigFile } from './read-config-file.ts';
import type { SchemaProblem } from './schema-problems.ts';
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
  /** What would need a program that is not here. */
  notChecked: string[];
}

export interface CheckConfigOptions {
  configDir: string;
  /** Only this deployment's files; all of them unless given. */
  deployment?: string;
  decrypt?: Decrypt;
  /** Looks at what only the runner's Python knows: whether classes exist, and take these options. */
  inspectBakery?: InspectBakery;
}

export type InspectBakery = (file: BakeryFile) => Promise<{ problems: SchemaProblem[]; notChecked: string[] }>;

/**
 * Every file of `bakeries/` and `secrets/`, each read completely; paths are relative to the folder that was checked.
 */
export async function checkConfig(options: CheckConfigOptions): Promise<CheckedFile[]> {
  const checked: CheckedFile[] = [];
  const known = await knownNames(options.configDir);
  for (const folder of ['bakeries', 'secrets'] as const) {
    for (const name of await fileNames(path.join(options.configDir, folder))) {
      const found = classifyConfigFile(folder, name);
      if (isAbout(found, options.deployment))
        checked.push(withReferences(await checkFile(options, folder, name, found), found, known));
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

/** What files of one folder may refer to in the other. */
interface KnownNames {
  bakeries: string[];
  withBakery: Set<string>;
  withSecrets: Set<string>;
}

async function knownNames(configDir: string): Promise<KnownNames> {
  const found = await Promise.all(
    (['bakeries', 'secrets'] as const).map(async (folder) =>
      (await fileNames(path.join(configDir, folder))).map((name) => classifyConfigFile(folder, name)),
    ),
  );
  const files = found.flat();
  const bakeries = files.filter((file) => file.kind === 'bakery');
  return {
    bakeries: bakeries.map(({ bakery }) => bakery),
    withBakery: new Set(bakeries.map(({ deployment }) => deployment)),
    withSecrets: new Set(files.flatMap((file) => (file.kind === 'deployment' ? [file.deployment] : []))),
  };
}

/** Adds what is wrong between the file and others. */
function withReferences(checked: CheckedFile, found: ConfigFileKind, known: KnownNames): CheckedFile {
  const warn = (warning: string) => ({ ...checked, warnings: [...checked.warnings, warning] });
  if (found.kind === 'bakery-args' && !known.bakeries.includes(found.bakery)) {
    const nearest = nearestName(found.bakery, known.bakeries);
    const hint = nearest ? ` Did you mean bakery-args.${nearest}.yaml?` : '';
    const message = `belongs to no bakery: there is no bakeries/${found.bakery}.{deployment}.yaml.${hint}`;
    return { ...checked, state: 'invalid', problems: [...checked.problems, { file: checked.file, message }] };
  }
  if (found.kind === 'bakery' && !known.withSecrets.has(found.deployment))
    return warn(`belongs to a deployment that has no secrets/config.${found.deployment}.yaml.`);
  if (found.kind === 'deployment' && !known.withBakery.has(found.deployment))
    return warn(`is of a deployment without a bakery (bakeries/{bakery}.${found.deployment}.yaml): it bakes nothing.`);
  return checked;
}

function isAbout(found: ConfigFileKind, deployment: string | undefined): boolean {
  return deployment === undefined || !('deployment' in found) || found.deployment === deployment;
}

async function checkFile(
  options: CheckConfigOptions,
  folder: ConfigFolder,
  name: string,
  found: ConfigFileKind,
): Promise<CheckedFile> {
  const { configDir, decrypt } = options;
  const file = path.join(configDir, folder, name);
  switch (found.kind) {
    case 'renamed':
      return misnamed(file, `is not read under this name: rename it to ${folder}/${found.to}.`);
    case 'unknown':
      return misnamed(
        file,
        `is not a name that is read${found.nearest ? `. Did you mean ${folder}/${found.nearest}?` : '.'}`,
      );
    case 'bakery':
      return checkBakery(options, file, found);
    case 'deployment':
      return secretFile(file, await readConfigFile(file, secretsFileSchema, decrypt), nameWarnings(found.deployment));
    case 'bakery-args':
      return secretFile(file, await readConfigFile(file, bakeryArgsSchema, decrypt), []);
    case 'service-account':
      return secretFile(file, await readConfigFile(file, serviceAccountSchema, decrypt), []);
  }
}

/** The file alone, then with its secret arguments, then what its values mean. */
async function checkBakery(
  { configDir, decrypt, inspectBakery }: CheckConfigOptions,
  file: string,
  { bakery, deployment }: Extract<ConfigFileKind, { kind: 'bakery' }>,
): Promise<CheckedFile> {
  const alone = await readConfigFile(file, bakeryFileSchema, decrypt);
  if (alone.outcome === 'absent') return misnamed(file, 'vanished while it was read');
  if (alone.outcome !== 'read') return ended(file, alone.problems);
  const merged = await loadBakery(bakery, {
    configDir,
    deployment,
    withSecretArguments: true,
    ...(decrypt ? { decrypt } : {}),
  });
  const clashes = 'problems' in merged ? merged.problems.filter(({ message }) => message.includes('once merged')) : [];
  if (clashes.length > 0) return ended(file, clashes);
  const value = 'file' in merged ? merged.file : alone.value;
  const inspected = await inspectBakery?.(value);
  const problems = [...bakeryMeaningProblems(value), ...(inspected?.problems ?? [])].map(({ path: at, message }) => {
    const line = alone.lineOf(at);
    return { file, ...(line === undefined ? {} : { line }), message };
  });
  problems.sort((one, other) => (one.line ?? 0) - (other.line ?? 0));
  return { ...ended(file, problems), notChecked: inspected?.notChecked ?? [] };
}

function ended(file: string, problems: ConfigProblem[]): CheckedFile {
  const state = problems.length > 0 ? 'invalid' : 'good';
  return { file, state, encrypted: false, problems, warnings: [], notChecked: [] };
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
    return { ...ended(file, []), encrypted: result.encrypted, warnings: [...warnings, ...plain] };
  }
  if (result.outcome === 'absent') return misnamed(file, 'vanished while it was read');
  const locked = result.outcome === 'locked';
  return {
    file,
    state: locked ? 'locked' : 'invalid',
    encrypted: locked,
    problems: result.problems,
    warnings,
    notChecked: [],
  };
}

function nameWarnings(deployment: string): string[] {
  if (deploymentKindOf(deployment)) return [];
  return [
    `names the deployment "${deployment}", which follows no rule: pangeo-forge, pangeo-forge-staging, pforge-pr-{number} or pforge-local-{user}.`,
  ];
}

function misnamed(file: string, message: string): CheckedFile {
  return ended(file, [{ file, message }]);
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
