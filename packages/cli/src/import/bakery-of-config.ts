import { nearestName } from '@pangeo-forge/shared/names/nearest-name';
import { FROM_ENVIRONMENT, type RunnerConfig } from './read-runner-config.ts';

export interface ImportedBakery {
  /** Content of the bakery's file. */
  file: Record<string, unknown>;
  /**
   * What `secrets/bakery-args.{bakery}.yaml` has to hold: section, argument, and where its value is. Never the value.
   */
  secrets: ReadonlyArray<{ setting: string; source: string }>;
  /** What was left out or changed, and what is left to do. */
  notes: string[];
}

const KEPT = new Set([
  'Bake',
  'TargetStorage',
  'InputCacheStorage',
  'MetadataCacheStorage',
  'DataflowBakery',
  'FlinkOperatorBakery',
  'LocalDirectBakery',
]);
/** Each run has its own. */
const OF_A_RUN = ['prune', 'job_name', 'recipe_id', 'repo', 'ref'];
const SECRET = /^(?:key|secret|token|password|access_key|secret_key|account_key|sas_token|connection_string)$/i;
/** What the runner takes when a configuration names no class (pangeo-forge-runner 0.9 and 0.10, `commands/bake.py`). */
const DEFAULT_CLASS = 'pangeo_forge_runner.bakery.dataflow.DataflowBakery';

type Section = Record<string, unknown>;

/** The bakery of this orchestrator that does what a configuration of pangeo-forge-runner did in GitHub Actions. */
export function bakeryOfConfig({ sections, unread }: RunnerConfig): ImportedBakery {
  const notes: string[] = [];
  const secrets: Array<{ setting: string; source: string }> = [];
  const file: Record<string, Section> = {};
  for (const [name, section] of Object.entries(sections)) {
    if (KEPT.has(name)) file[name] = { ...section };
    else notes.push(leftOut(name, section));
  }
  file['Bake'] = bakeOf(file['Bake'] ?? {}, notes);
  for (const name of ['TargetStorage', 'InputCacheStorage', 'MetadataCacheStorage']) {
    const storage = file[name];
    if (storage) file[name] = storageOf(name, storage, { notes, secrets });
  }
  for (const [name, section] of Object.entries(file)) file[name] = withoutFeedstockFolder(name, section, notes);
  for (const { line, setting } of unread)
    notes.push(`line ${line}: ${setting} is known only when the file is executed; write it into the bakery's file`);
  for (const [setting, name] of variablesIn(file))
    notes.push(`${setting} came from the variable ${name}; replace {env:${name}} by its value`);
  if (!file['TargetStorage']?.['public_url'])
    notes.push('TargetStorage.public_url is missing: where people read what is at {root_path}, without credentials');
  return { file, secrets, notes };
}

function leftOut(name: string, section: Section): string {
  const subdir = section['feedstock-subdir'] ?? section['feedstock_subdir'];
  if (name === 'BaseCommand' && typeof subdir === 'string')
    return `BaseCommand.feedstock-subdir (${subdir}) was left out: a feedstock's folder is feedstock/ here`;
  const near = nearestName(name, [...KEPT]);
  return `${name} was left out: the runner has no such section${near ? `; it may have been meant as ${near}` : ''}`;
}

function bakeOf(section: Section, notes: string[]): Section {
  const bake = { ...section };
  for (const setting of OF_A_RUN) {
    if (!(setting in bake)) continue;
    notes.push(
      `Bake.${setting} was left out: ${setting === 'prune' ? 'test runs are pruned, others are not' : 'each run has its own'}`,
    );
    delete bake[setting];
  }
  if (bake['bakery_class'] !== undefined) return bake;
  notes.push(`Bake.bakery_class was not given: ${DEFAULT_CLASS}, the runner's own choice`);
  return { bakery_class: DEFAULT_CLASS, ...bake };
}

/** Each run gets a folder of its own below a target, in place of the feedstock's and the job's. */
function storageOf(
  name: string,
  section: Section,
  { notes, secrets }: { notes: string[]; secrets: Array<{ setting: string; source: string }> },
): Section {
  const args = section['fsspec_args'];
  const kept: Section = {};
  if (typeof args === 'object' && args !== null)
    for (const [key, value] of Object.entries(args as Section)) {
      if (!SECRET.test(key)) kept[key] = value;
      else secrets.push({ setting: `${name}.fsspec_args.${key}`, source: sourceOf(value) });
    }
  const storage: Section = { ...section, ...(args === undefined ? {} : { fsspec_args: kept }) };
  const root = section['root_path'];
  if (typeof root !== 'string') return storage;
  if (name !== 'TargetStorage') return { ...storage, root_path: root };
  const common = root.replace(/(?:\{job_name\}|\{env:GITHUB_REPOSITORY\}).*$/, '').replace(/\/+$/, '');
  const path = `${common}/{subpath}`;
  if (path !== root) notes.push(`TargetStorage.root_path: ${path} in place of ${root}; each run fills in {subpath}`);
  if (/^\.{1,2}\//.test(path)) notes.push(`TargetStorage.root_path is relative: write an absolute path`);
  return { ...storage, root_path: path };
}

function sourceOf(value: unknown): string {
  const [variable] = typeof value === 'string' ? value.matchAll(FROM_ENVIRONMENT) : [];
  return variable ? `the variable ${variable[1] ?? ''}` : 'its value in the file';
}

/** One bakery serves many feedstocks: paths end where the name of one began. */
function withoutFeedstockFolder(name: string, section: Section, notes: string[]): Section {
  return Object.fromEntries(
    Object.entries(section).map(([setting, value]) => {
      if (typeof value !== 'string' || !value.includes('{env:GITHUB_REPOSITORY}')) return [setting, value];
      const shorter = value.replace(/\/?[^/]*\{env:GITHUB_REPOSITORY\}.*$/, '');
      notes.push(`${name}.${setting}: ${shorter} for all feedstocks, in place of ${value}`);
      return [setting, shorter];
    }),
  );
}

function variablesIn(value: unknown, place: readonly string[] = []): Array<[setting: string, name: string]> {
  if (typeof value === 'string')
    return [...value.matchAll(FROM_ENVIRONMENT)].map(([, name = '']) => [place.join('.'), name]);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => variablesIn(inner, [...place, key]));
}
