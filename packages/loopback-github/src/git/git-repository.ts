import { createObjectReader, type ObjectReader } from './object-reader.ts';

/** A bare repository on disk. */
export interface GitRepository extends ObjectReader {
  path: string;
  /** Caches an answer that can never change, such as the difference of two commits given by ids. */
  remember<T>(question: string, answer: () => Promise<T>): Promise<T>;
}

const MAX_REMEMBERED = 2000;

export function gitRepository(path: string): GitRepository {
  const remembered = new Map<string, Promise<unknown>>();
  return {
    path,
    ...createObjectReader(path),
    remember<T>(question: string, answer: () => Promise<T>) {
      const known = remembered.get(question) as Promise<T> | undefined;
      if (known) return known;
      const asked = answer();
      remembered.set(question, asked);
      asked.catch(() => remembered.delete(question));
      const [oldest] = remembered.keys();
      if (oldest !== undefined && remembered.size > MAX_REMEMBERED) remembered.delete(oldest);
      return asked;
    },
  };
}

/** Whether a name is an object's id, and so never changes its meaning. */
export const isObjectId = (name: string): boolean => /^[0-9a-f]{40}$/.test(name);
