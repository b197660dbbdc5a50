import DataLoader from 'dataloader';
import { TransientMap } from './transient-map.ts';

/** Callers that ask for a key while it is being read share that read. Nothing is kept afterwards. */
export interface CurrentReads<Value> {
  read(key: string, start: () => Promise<Value>): Promise<Value>;
  /** Whoever asks from now on starts a new read. */
  clear(): void;
}

export function shareCurrent<Value>(): CurrentReads<Value> {
  const running = new TransientMap<string, Promise<Value>>();
  return {
    read(key, start) {
      const current = running.get(key);
      if (current) return current;
      const started = start();
      running.set(key, started);
      const end = () => {
        if (running.get(key) === started) running.delete(key);
      };
      started.then(end, end);
      return started;
    },
    clear: () => running.clear(),
  };
}

/**
 * Callers that ask for a key while it is being read share the next read of it, so that nobody gets an answer from
 * before they asked. Questions with the same `keyOf` are the same question.
 */
export function shareNext<Question, Value>(
  keyOf: (question: Question) => string,
  read: (question: Question) => Promise<Value>,
): (question: Question) => Promise<Value> {
  const reads = new TransientMap<string, { current: Promise<Value>; next: Promise<Value> | null }>();

  function start(key: string, question: Question): Promise<Value> {
    const current = read(question);
    const entry: { current: Promise<Value>; next: Promise<Value> | null } = { current, next: null };
    reads.set(key, entry);
    const end = () => {
      if (entry.next === null) reads.delete(key);
    };
    current.then(end, end);
    return current;
  }

  return (question) => {
    const key = keyOf(question);
    const entry = reads.get(key);
    if (!entry) return start(key, question);
    const startNext = () => start(key, question);
    entry.next ??= entry.current.then(startNext, startNext);
    return entry.next;
  };
}

/** Reads the value of a key; null when there is none. */
export type ReadOne<Key, Value> = (key: Key) => Promise<Value | null>;

const MAX_KEYS = 100;
const STATEMENTS_AT_ONCE = 2;

/**
 * Keys that are asked for while two statements run share the next statement: a statement costs more than a row of it.
 * Nobody gets an answer from before they asked.
 */
export function batchReads<Key, Value>(
  readMany: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Value>>,
): ReadOne<Key, Value> {
  let statements = 0;
  const waiting: (() => void)[] = [];

  function start(dispatch: () => void): void {
    statements++;
    queueMicrotask(dispatch); // a batch gets its first key after it was scheduled
  }

  async function readBatch(keys: readonly Key[]): Promise<(Value | null)[]> {
    try {
      const found = await readMany([...new Set(keys)]);
      return keys.map((key) => found.get(key) ?? null);
    } finally {
      statements--;
      const next = waiting.shift();
      if (next) start(next);
    }
  }

  const loader = new DataLoader<Key, Value | null>(readBatch, {
    cache: false,
    maxBatchSize: MAX_KEYS,
    batchScheduleFn: (dispatch) => (statements < STATEMENTS_AT_ONCE ? start(dispatch) : void waiting.push(dispatch)),
  });
  return (key) => loader.load(key);
}
