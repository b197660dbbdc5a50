import type { Attributes, ReadKey } from './zarr-node.ts';

/** A JSON object; null when it is not there. Python also writes NaN and infinities, which are no JSON: they become text. */
export async function readJson(readKey: ReadKey, key: string): Promise<Attributes | null> {
  const bytes = await readKey(key);
  return bytes && parseJsonObject(Buffer.from(bytes).toString('utf8'));
}

export function parseJsonObject(text: string): Attributes | null {
  const value = tryParse(text) ?? tryParse(text.replace(/(?<=[[,:]\s*)(NaN|-?Infinity)(?=\s*[,}\]])/g, '"$1"'));
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Attributes) : null;
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
