/** Mappings are merged key by key, everything else is replaced. Keys that would reach an object's prototype are left out. */
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
