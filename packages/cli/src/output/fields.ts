/** `name: value`, a line each, values aligned; what is null is left out. */
export function fields(values: Record<string, string | number | boolean | null | undefined>): string {
  const present = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== '');
  const width = Math.max(0, ...present.map(([name]) => name.length)) + 2;
  return present.map(([name, value]) => `${`${name}:`.padEnd(width)}${String(value)}`).join('\n');
}
