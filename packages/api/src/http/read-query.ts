import type { Fields } from './define-route.ts';
import { leafOf } from './coerce.ts';

/** Values of the query by name. A list takes all of its name, also separated by commas; of anything else the last counts. */
export function readQuery(schema: Fields, search: URLSearchParams): Record<string, unknown> {
  const values: Record<string, unknown> = Object.fromEntries(search);
  for (const [name, field] of Object.entries(schema.shape)) {
    if (leafOf(field)._zod.def.type !== 'array') continue;
    const all = search.getAll(name).flatMap((value) => value.split(',').filter(Boolean));
    values[name] = all.length > 0 ? all : undefined;
  }
  return values;
}
