import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { type BakeryFile, bakeryFileSchema } from './bakery-file.schema.ts';
import { configError, type ConfigProblem } from './config-problem.ts';
import { readConfigFile } from './read-config-file.ts';

export interface BakeryConfig {
  id: string;
  file: BakeryFile;
  /** Values of `secrets/bakery-args.{bakery}.yaml` (already merged into `file`), for redaction. */
  secretValues: string[];
}

export interface LoadBakeriesOptions {
  configDir: string;
  deployment: string;
  /** Only the role that runs recipes needs the secret arguments. */
  withSecretArguments: boolean;
}

/**
 * The bakeries of a deployment: `bakeries/{bakery}.{deployment}.yaml`, with `secrets/bakery-args.{bakery}.yaml` deep-merged into it.
 * @throws AppError `invalid_config` that lists every problem of every file.
 */
export async function loadBakeries(options: LoadBakeriesOptions): Promise<Map<string, BakeryConfig>> {
  const directory = path.join(options.configDir, 'bakeries');
  const suffix = `.${options.deployment}.yaml`;
  const names = await readdir(directory).catch(() => []);
  const problems: ConfigProblem[] = [];
  const bakeries = new Map<string, BakeryConfig>();
  for (const name of names.filter((name) => name.endsWith(suffix)).sort()) {
    const id = name.slice(0, -suffix.length);
    const result = await loadBakery(id, path.join(directory, name), options);
    if ('problems' in result) problems.push(...result.problems);
    else bakeries.set(id, result);
  }
  if (problems.length > 0) throw configError(problems);
  return bakeries;
}

async function loadBakery(
  id: string,
  file: string,
  options: LoadBakeriesOptions,
): Promise<BakeryConfig | { problems: ConfigProblem[] }> {
  const result = await readConfigFile(file, bakeryFileSchema);
  if (result.outcome === 'invalid') return { problems: result.problems };
  if (result.outcome === 'absent') return { problems: [{ file, message: 'vanished while it was read' }] };
  if (!options.withSecretArguments) return { id, file: result.value, secretValues: [] };
  const argsFile = path.join(options.configDir, 'secrets', `bakery-args.${id}.yaml`);
  const args = await readConfigFile(argsFile, z.record(z.string(), z.unknown()));
  if (args.outcome === 'invalid') return { problems: args.problems };
  if (args.outcome === 'absent') return { id, file: result.value, secretValues: [] };
  return { id, file: deepMerge(result.value, args.value) as BakeryFile, secretValues: stringsIn(args.value) };
}

function deepMerge(base: unknown, over: unknown): unknown {
  if (!isMapping(base) || !isMapping(over)) return over;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) merged[key] = key in base ? deepMerge(base[key], value) : value;
  return merged;
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}
