import path from 'node:path';
import { bakeryArgsSchema } from './bakery-args.schema.ts';
import { type BakeryFile, bakeryFileSchema } from './bakery-file.schema.ts';
import type { ConfigProblem } from './config-problem.ts';
import { readConfigFile } from './read-config-file.ts';
import { schemaProblems } from './schema-problems.ts';
import type { Decrypt } from './sops.ts';

export interface BakeryConfig {
  id: string;
  file: BakeryFile;
  /** Values of `secrets/bakery-args.{bakery}.yaml` (already merged into `file`), for redaction. */
  secretValues: string[];
}

export interface LoadBakeryOptions {
  configDir: string;
  deployment: string;
  /** Only the role that runs recipes needs the secret arguments. */
  withSecretArguments: boolean;
  /** `createSopsDecrypt`; without it an encrypted file is refused. */
  decrypt?: Decrypt;
}

/** One bakery of a deployment, its secret arguments merged into it and the result checked again. */
export async function loadBakery(
  id: string,
  { configDir, deployment, withSecretArguments, decrypt }: LoadBakeryOptions,
): Promise<BakeryConfig | { problems: ConfigProblem[] }> {
  const file = path.join(configDir, 'bakeries', `${id}.${deployment}.yaml`);
  const result = await readConfigFile(file, bakeryFileSchema, decrypt);
  if (result.outcome === 'absent') return { problems: [{ file, message: 'is missing' }] };
  if (result.outcome !== 'read') return { problems: result.problems };
  if (!withSecretArguments) return { id, file: result.value, secretValues: [] };
  const argsFile = path.join(configDir, 'secrets', `bakery-args.${id}.yaml`);
  const args = await readConfigFile(argsFile, bakeryArgsSchema, decrypt);
  if (args.outcome === 'absent') return { id, file: result.value, secretValues: [] };
  if (args.outcome !== 'read') return { problems: args.problems };
  const merged = deepMerge(result.value, args.value);
  const checked = bakeryFileSchema.safeParse(merged);
  const problems = schemaProblems(bakeryFileSchema, merged, checked.error).map(({ path: at, message }) => {
    const line = args.lineOf(at);
    return {
      file: argsFile,
      ...(line === undefined ? {} : { line }),
      message: `${message} (once merged into ${file})`,
    };
  });
  if (!checked.success || problems.length > 0) return { problems };
  return { id, file: checked.data, secretValues: stringsIn(args.value) };
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

/**
 * Mappings are merged key by key, everything else is replaced. Keys that would reach an object's prototype are left
 * out.
 */
export function deepMerge(base: unknown, over: unknown): unknown {
  if (!isMapping(base) || !isMapping(over)) return over;
  const entries = Object.entries(over)
    .filter(([key]) => key !== '__proto__')
    .map(([key, value]) => [key, Object.hasOwn(base, key) ? deepMerge(base[key], value) : value] as const);
  return { ...base, ...Object.fromEntries(entries) };
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
