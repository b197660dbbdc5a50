import { TransientMap } from '@pangeo-forge/shared/collections/transient-map';

const MOST_TOGETHER = 100;
const STATEMENTS_AT_ONCE = 2;

/** Reads the value of a key; null when there is none. */
export type ReadOne<Key, Value> = (key: Key) => Promise<Value | null>;

type Asked<Key, Value> = PromiseWithResolvers<Value | null> & { key: Key };

/**
 * Lets readers that ask while others are being answered share the next statement: a statement costs more than a row of it. Nobody is told what
 * was read before they asked.
 */
export function readTogether<Key, Value>(
  readMany: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>,
): ReadOne<Key, Value> {
  const waiting = new TransientMap<Key, Asked<Key, Value>>();
  let underway = 0;

  async function readNext(): Promise<void> {
    const batch = [...waiting.values()].slice(0, MOST_TOGETHER);
    for (const { key } of batch) waiting.delete(key);
    try {
      const found = await readMany(batch.map(({ key }) => key));
      for (const { key, resolve } of batch) resolve(found.get(key) ?? null);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  async function readAll(): Promise<void> {
    underway++;
    while (waiting.size > 0) await readNext();
    underway--;
  }

  return (key) => {
    const asked = waiting.get(key) ?? { key, ...Promise.withResolvers<Value | null>() };
    waiting.set(key, asked);
    if (underway < STATEMENTS_AT_ONCE) void readAll();
    return asked.promise;
  };
}
