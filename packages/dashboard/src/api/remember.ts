/** Keeps what was read for a while, so that many readers of a page cost one reading. Failures are not kept. */
export type Remember = <T>(key: string, forMs: number, read: () => Promise<T>) => Promise<T>;

interface Kept {
  value: Promise<unknown>;
  until: number;
}

export function createRemember(mostEntries = 500): Remember {
  const kept = new Map<string, Kept>();
  return <T>(key: string, forMs: number, read: () => Promise<T>): Promise<T> => {
    const found = kept.get(key);
    if (found && found.until > performance.now()) return found.value as Promise<T>;
    const value = read();
    kept.delete(key);
    kept.set(key, { value, until: performance.now() + forMs });
    value.catch(() => {
      if (kept.get(key)?.value === value) kept.delete(key);
    });
    for (const oldest of kept.keys()) {
      if (kept.size <= mostEntries) break;
      kept.delete(oldest);
    }
    return value;
  };
}
