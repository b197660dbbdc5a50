import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { nearestName } from '../names/nearest-name.ts';
import type { ConfigProblem } from './config-problem.ts';

export type ConfigFolder = 'bakeries' | 'secrets';

export type ConfigFileKind =
  | { kind: 'deployment'; deployment: string }
  | { kind: 'bakery'; bakery: string; deployment: string }
  | { kind: 'bakery-args'; bakery: string }
  | { kind: 'service-account' }
  /** A name of an older document: nothing reads it. */
  | { kind: 'renamed'; to: string }
  | { kind: 'unknown'; nearest: string | null };

const SERVICE_ACCOUNTS = ['dataflow-job-submission.json', 'dataflow-status-monitoring.json'];
const FULL_NAMES: Record<string, string> = {
  local: 'pforge-local-{your GitHub name}',
  review: 'pforge-pr-{number}',
  staging: 'pangeo-forge-staging',
  prod: 'pangeo-forge',
  production: 'pangeo-forge',
};

/**
 * What a file in `bakeries/` or `secrets/` is, by its name. Names from older documents are recognised, with the right
 * name for each.
 */
export function classifyConfigFile(folder: ConfigFolder, name: string): ConfigFileKind {
  if (name.endsWith('.yml')) return { kind: 'renamed', to: name.replace(/\.yml$/, '.yaml') };
  return folder === 'bakeries' ? bakeryFile(name) : secretFile(name);
}

function bakeryFile(name: string): ConfigFileKind {
  const parts = /^(?<bakery>.+)\.(?<deployment>[^.]+)\.yaml$/.exec(name)?.groups;
  if (!parts) return { kind: 'unknown', nearest: null };
  const { bakery = '', deployment = '' } = parts;
  const fullName = deploymentMeantBy(deployment);
  return fullName === null
    ? { kind: 'bakery', bakery, deployment }
    : { kind: 'renamed', to: `${bakery}.${fullName}.yaml` };
}

function secretFile(name: string): ConfigFileKind {
  if (SERVICE_ACCOUNTS.includes(name)) return { kind: 'service-account' };
  const parts = /^(?:(?<prefix>config|bakery-args)\.)?(?<rest>.+)\.yaml$/.exec(name)?.groups;
  if (!parts?.rest) return { kind: 'unknown', nearest: nearestName(name, SERVICE_ACCOUNTS) };
  const { prefix, rest } = parts;
  if (prefix === 'bakery-args') return { kind: 'bakery-args', bakery: rest };
  const fullName = deploymentMeantBy(rest);
  if (prefix === 'config') {
    return fullName === null
      ? { kind: 'deployment', deployment: rest }
      : { kind: 'renamed', to: `config.${fullName}.yaml` };
  }
  if (fullName !== null || /^(pforge-|pangeo-forge)/.test(rest)) {
    return { kind: 'renamed', to: `config.${fullName ?? rest}.yaml` };
  }
  const [first = '', ...others] = rest.split('.');
  const nearest = others.length > 0 ? nearestName(first, ['config', 'bakery-args']) : null;
  return { kind: 'unknown', nearest: nearest && `${nearest}.${others.join('.')}.yaml` };
}

/** The full name of a deployment that is called by a short one; null when it is no short name. */
function deploymentMeantBy(name: string): string | null {
  const numbered = /^(local|pr)-(.+)$/.exec(name);
  return numbered ? `pforge-${name}` : (FULL_NAMES[name] ?? null);
}

/** Files under names of older documents, which nothing reads, each with the name it should have. */
export async function olderNames(configDir: string, folder: ConfigFolder): Promise<ConfigProblem[]> {
  const names = await readdir(path.join(configDir, folder)).catch((): string[] => []);
  return names.sort().flatMap((name) => {
    const found = classifyConfigFile(folder, name);
    if (found.kind !== 'renamed') return [];
    return [
      {
        file: path.join(configDir, folder, name),
        message: `is not read under this name: rename it to ${folder}/${found.to}.`,
      },
    ];
  });
}
