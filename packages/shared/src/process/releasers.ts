/**
 * Whatever is acquired registers its release on the spot. Releases run in reverse order; the first error is kept and
 * thrown last.
 */
export interface Releasers {
  add(release: () => unknown): void;
  releaseAll(): Promise<void>;
}

export function createReleasers(): Releasers {
  const releases: Array<() => unknown> = [];
  return {
    add: (release) => void releases.push(release),
    async releaseAll() {
      const errors: unknown[] = [];
      for (let release = releases.pop(); release; release = releases.pop()) {
        try {
          await release();
        } catch (error) {
          errors.push(error);
        }
      }
      if (errors.length > 0) throw errors[0];
    },
  };
}

/** Runs `acquire`; if it fails, everything acquired so far is released before the error is thrown on. */
export async function withReleasers<T>(acquire: (releasers: Releasers) => Promise<T>): Promise<T> {
  const releasers = createReleasers();
  try {
    return await acquire(releasers);
  } catch (error) {
    await releasers.releaseAll().catch(() => {});
    throw error;
  }
}
