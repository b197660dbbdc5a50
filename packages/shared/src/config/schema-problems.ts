import { z } from 'zod';
import { editDistance, nearestName } from '../names/nearest-name.ts';

export interface SchemaProblem {
  path: PropertyKey[];
  message: string;
}

interface JsonSchema {
  properties?: Record<string, JsonSchema>;
  additionalProperties?: unknown;
}

const LIKELY_TYPO = 2;

/**
 * What is wrong with a value: the place, what was expected and the nearest valid name. Never quotes a value: it may be
 * a secret. Where unknown keys are allowed, one that is a letter or two away from a known, absent key still counts as a
 * typo.
 */
export function schemaProblems(schema: z.ZodType, raw: unknown, error: z.ZodError | undefined): SchemaProblem[] {
  const known = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  const issues = (error?.issues ?? []).flatMap((issue) => problemsOf(issue, known, raw));
  return [...issues, ...likelyTypos(known, raw, [])];
}

function problemsOf(issue: z.core.$ZodIssue, known: JsonSchema, raw: unknown): SchemaProblem[] {
  if (issue.code === 'unrecognized_keys') {
    const names = Object.keys(schemaAt(known, issue.path)?.properties ?? {});
    return issue.keys.map((key) => ({
      path: [...issue.path, key],
      message: `${place([...issue.path, key])}: is not known here. ${suggestion(key, names)}`,
    }));
  }
  const expected = issue.message.replace(/^Invalid input: /, '').replace(/, received undefined$/, '');
  const text = valueAt(raw, issue.path) === undefined ? `is missing: ${expected}` : expected;
  return [{ path: issue.path, message: `${place(issue.path)}: ${text}` }];
}

function likelyTypos(schema: JsonSchema | undefined, raw: unknown, path: PropertyKey[]): SchemaProblem[] {
  if (!schema?.properties || !isMapping(raw)) return [];
  const { properties } = schema;
  const absent = Object.keys(properties).filter((name) => !Object.hasOwn(raw, name));
  return Object.entries(raw).flatMap(([key, value]) => {
    const here = [...path, key];
    if (Object.hasOwn(properties, key)) return likelyTypos(properties[key], value, here);
    if (schema.additionalProperties === false) return [];
    const nearest = absent.find((name) => editDistance(key.toLowerCase(), name.toLowerCase()) <= LIKELY_TYPO);
    return nearest ? [{ path: here, message: `${place(here)}: is not known. Did you mean "${nearest}"?` }] : [];
  });
}

function schemaAt(schema: JsonSchema, path: readonly PropertyKey[]): JsonSchema | undefined {
  return path.reduce<JsonSchema | undefined>((at, step) => at?.properties?.[String(step)], schema);
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, step) => (typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[step] : undefined),
    raw,
  );
}

function suggestion(key: string, names: readonly string[]): string {
  const nearest = nearestName(key, names);
  return nearest ? `Did you mean "${nearest}"?` : `Known: ${names.join(', ')}.`;
}

function place(path: readonly PropertyKey[]): string {
  return path.map(String).join('.') || 'the file';
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
