const MOST_CHARACTERS = 10_000;

/** An attribute's value on a line of its own; of a long one the beginning. */
export function formatAttribute(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)} …` : text;
}
