/**
 * Postgres stores no NUL and no half of a surrogate pair, and refuses the row. Texts from outside (what a recipe
 * raised, what a bakery says) lose both here, rather than the run its end.
 */
export function storableText<Text extends string | null | undefined>(text: Text): Text {
  return (typeof text === 'string' ? text.replaceAll('\0', '').toWellFormed() : text) as Text;
}

/** JSON whose texts can be stored, names of fields included. */
export function storableJson(value: unknown): string {
  return JSON.stringify(value, (_field, part: unknown) => {
    if (typeof part === 'string') return storableText(part);
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).map(([field, inner]) => [storableText(field), inner]));
  });
}
