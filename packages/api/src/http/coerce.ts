import type { z } from 'zod';
import { NAIVE_FORMAT, toNaiveUtc } from './naive-utc.ts';

const TRUE = new Set(['1', 'on', 't', 'true', 'y', 'yes']);
const FALSE = new Set(['0', 'off', 'f', 'false', 'n', 'no']);
const INTEGER = /^\s*[+-]?\d+(?:_\d+)*\s*$/;

/**
 * Reads input as pydantic 1 did, which clients of the original rely on: numbers become strings, `"1"` becomes 1,
 * `"yes"` becomes true. What cannot be read so is left as it is, for the schema to refuse.
 */
export function coerce(schema: z.ZodObject, input: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const given = Object.entries(schema.shape).filter(([name]) => input[name] !== undefined);
  return Object.fromEntries(given.map(([name, field]) => [name, coerceValue(leafOf(field), input[name])]));
}

function coerceValue(leaf: z.core.$ZodType, value: unknown): unknown {
  switch (leaf._zod.def.type) {
    case 'string':
      return isTimestamp(leaf) ? (toNaiveUtc(value) ?? value) : toText(value);
    case 'number':
      return toInteger(value);
    case 'boolean':
      return toBoolean(value);
    default:
      return value;
  }
}

/** The schema inside `.optional()`, `.nullable()` and `.default()`. */
export function leafOf(schema: z.core.$ZodType): z.core.$ZodType {
  const inner = (schema._zod.def as { innerType?: z.core.$ZodType }).innerType;
  return inner ? leafOf(inner) : schema;
}

export function isTimestamp(leaf: z.core.$ZodType): boolean {
  return (leaf as z.ZodType).meta?.()?.format === NAIVE_FORMAT;
}

function toText(value: unknown): unknown {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return value;
}

function toInteger(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') return Math.trunc(value);
  if (typeof value === 'string' && INTEGER.test(value)) return Number(value.replaceAll('_', ''));
  return value;
}

function toBoolean(value: unknown): unknown {
  if (value === 1 || value === 0) return value === 1;
  if (typeof value !== 'string') return value;
  const text = value.toLowerCase();
  if (TRUE.has(text)) return true;
  return FALSE.has(text) ? false : value;
}
