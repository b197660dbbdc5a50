import type { z } from 'zod';
import { coerce, isTimestamp, leafOf } from './coerce.ts';
import type { Problem } from './problems.ts';

export type Place = 'path' | 'query' | 'body';

export type Validated<T extends z.ZodObject> = { values: z.output<T>; problems: [] } | { problems: Problem[] };

/** The declared fields of the input, coerced and checked; undeclared fields are dropped. */
export function validate<T extends z.ZodObject>(
  schema: T,
  place: Place,
  input: Readonly<Record<string, unknown>>,
): Validated<T> {
  const coerced = coerce(schema, input);
  const parsed = schema.safeParse(coerced);
  const problems = (parsed.error?.issues ?? []).map((issue) => toProblem(schema, place, coerced, issue));
  const unstorable = Object.entries(coerced).filter(([, value]) => typeof value === 'string' && value.includes('\0'));
  for (const [name] of unstorable) {
    problems.push({
      loc: [place, name],
      msg: 'null characters are not allowed',
      type: 'value_error.str.null_character',
    });
  }
  return parsed.success && problems.length === 0 ? { values: parsed.data as z.output<T>, problems: [] } : { problems };
}

/** Messages and types are those of pydantic 1, which clients of the original may read. */
function toProblem(
  schema: z.ZodObject,
  place: Place,
  input: Readonly<Record<string, unknown>>,
  issue: z.core.$ZodIssue,
): Problem {
  const path = issue.path as (string | number)[];
  const name = String(path[0]);
  const loc = [place, ...path];
  const value = input[name];
  if (value === undefined) return { loc, msg: 'field required', type: 'value_error.missing' };
  if (value === null) return { loc, msg: 'none is not an allowed value', type: 'type_error.none.not_allowed' };
  const field = schema.shape[name] as z.core.$ZodType | undefined;
  return { loc, ...describe(issue, field && leafOf(field)) };
}

function describe(issue: z.core.$ZodIssue, leaf: z.core.$ZodType | undefined): Pick<Problem, 'msg' | 'type'> {
  if (leaf && isTimestamp(leaf)) return { msg: 'invalid datetime format', type: 'value_error.datetime' };
  switch (issue.code) {
    case 'invalid_value': {
      const permitted = issue.values.map((value) => `'${String(value)}'`).join(', ');
      return { msg: `value is not a valid enumeration member; permitted: ${permitted}`, type: 'type_error.enum' };
    }
    case 'too_small':
      return {
        msg: `ensure this value is greater than or equal to ${issue.minimum}`,
        type: 'value_error.number.not_ge',
      };
    case 'too_big':
      return { msg: `ensure this value is less than or equal to ${issue.maximum}`, type: 'value_error.number.not_le' };
    case 'invalid_type':
      return describeType(leaf?._zod.def.type);
    default:
      return { msg: issue.message, type: 'value_error' };
  }
}

function describeType(expected: string | undefined): Pick<Problem, 'msg' | 'type'> {
  switch (expected) {
    case 'string':
      return { msg: 'str type expected', type: 'type_error.str' };
    case 'number':
      return { msg: 'value is not a valid integer', type: 'type_error.integer' };
    case 'boolean':
      return { msg: 'value could not be parsed to a boolean', type: 'type_error.bool' };
    default:
      return { msg: 'value has the wrong type', type: 'type_error' };
  }
}
