import { LRUCache } from 'lru-cache';

/**
 * Answers by key, each kept for a while. An answer is stored before it arrives, so those who ask meanwhile share it.
 */
export interface AnswerCache {
  /**
   * The answer kept under this key, or that of `load`. A failure reaches those who wait for it and is not kept.
   * Whoever uses a key decides the type of its answer.
   */
  read<T>(key: string, keepMs: number, load: () => Promise<T>): Promise<T>;
  forget(key: string): void;
}

export function createAnswerCache(maxEntries = 500): AnswerCache {
  const answers = new LRUCache<string, Promise<unknown>>({ max: maxEntries });
  return {
    read<T>(key: string, keepMs: number, load: () => Promise<T>): Promise<T> {
      const kept = answers.get(key);
      if (kept) return kept as Promise<T>;
      const loading = load();
      answers.set(key, loading, { ttl: keepMs });
      loading.catch(() => {
        if (answers.peek(key) === loading) answers.delete(key);
      });
      return loading;
    },
    forget: (key) => void answers.delete(key),
  };
}

/** Opens something when it is first needed, once for all callers. After a failure the next caller tries again. */
export function openOnce<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | undefined;
  return () => {
    const opening = (opened ??= open());
    opening.catch(() => {
      if (opened === opening) opened = undefined;
    });
    return opening;
  };
}
