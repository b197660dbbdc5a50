import { TransientMap } from '@pangeo-forge/shared/collections/transient-map';

interface Underway<Value> {
  now: Promise<Value>;
  next: Promise<Value> | null;
}

/**
 * Lets those who ask the same while it is being answered share the next answer: many lists at once want the same count. Nobody is told what was read
 * before they asked. `keyOf` tells what is the same.
 */
export function shareNext<Question, Value>(
  keyOf: (question: Question) => string,
  read: (question: Question) => Promise<Value>,
): (question: Question) => Promise<Value> {
  const underway = new TransientMap<string, Underway<Value>>();

  function begin(key: string, question: Question): Promise<Value> {
    const now = read(question);
    const entry: Underway<Value> = { now, next: null };
    underway.set(key, entry);
    const end = () => {
      if (entry.next === null) underway.delete(key);
    };
    now.then(end, end);
    return now;
  }

  return (question) => {
    const key = keyOf(question);
    const entry = underway.get(key);
    if (!entry) return begin(key, question);
    const beginNext = () => begin(key, question);
    entry.next ??= entry.now.then(beginNext, beginNext);
    return entry.next;
  };
}
