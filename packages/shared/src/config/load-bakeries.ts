import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { configError, type ConfigProblem } from './config-problem.ts';
import { type BakeryConfig, loadBakery, type LoadBakeryOptions } from './load-bakery.ts';
import { olderNames } from './classify-config-file.ts';

export type { BakeryConfig };

export type LoadBakeriesOptions = LoadBakeryOptions;

/**
 * The bakeries of a deployment: `bakeries/{bakery}.{deployment}.yaml`, with `secrets/bakery-args.{bakery}.yaml`
 * deep-merged into it.
 * @throws AppError `invalid_config` that lists every problem of every file. When there is no bakery, files under names
 * of older documents are problems.
 */
export async function loadBakeries(options: LoadBakeriesOptions): Promise<Map<string, BakeryConfig>> {
  const directory = path.join(options.configDir, 'bakeries');
  const suffix = `.${options.deployment}.yaml`;
  const names = await readdir(directory).catch((): string[] => []);
  const problems: ConfigProblem[] = [];
  const bakeries = new Map<string, BakeryConfig>();
  for (const name of names.filter((name) => name.endsWith(suffix)).sort()) {
    const id = name.slice(0, -suffix.length);
    const result = await loadBakery(id, options);
    if ('problems' in result) problems.push(...result.problems);
    else bakeries.set(id, result);
  }
  problems.push(...severalDefaults(bakeries, directory));
  if (bakeries.size === 0 && problems.length === 0) problems.push(...(await olderNames(options.configDir, 'bakeries')));
  if (problems.length > 0) throw configError(problems);
  return bakeries;
}

/** The bakery of recipes that name none; null when the deployment has no default. */
export function defaultBakeryOf(bakeries: ReadonlyMap<string, BakeryConfig>): string | null {
  return defaultsOf(bakeries)[0] ?? null;
}

function defaultsOf(bakeries: ReadonlyMap<string, BakeryConfig>): string[] {
  return [...bakeries.values()].flatMap(({ id, file }) => (file.PangeoForge.default ? [id] : []));
}

function severalDefaults(bakeries: ReadonlyMap<string, BakeryConfig>, directory: string): ConfigProblem[] {
  const [first, ...others] = defaultsOf(bakeries);
  if (first === undefined || others.length === 0) return [];
  const message = `${[first, ...others].join(', ')} are all marked PangeoForge.default; a deployment has at most one.`;
  return [{ file: directory, message }];
}
