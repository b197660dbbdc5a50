import type { OutgoingHttpHeaders } from 'node:http';
import type { RenderedAnswer } from './answer.ts';

export interface KeptAnswer extends RenderedAnswer {
  /** Headers that go out with every answer, whatever it is. */
  around: OutgoingHttpHeaders;
  /** Whether it may be given again without looking at who asks. */
  mayGoFirst: boolean;
}

/** Answers that are fresh enough to be given again. Reads of one process share them; what it writes makes all of them old at once. */
export interface FreshAnswers {
  /** The answer kept for this URL; null when there is none, or it is too old. */
  find(url: string): KeptAnswer | null;
  /** The kept answer, or what `produce` makes: once, for however many ask at the same time. */
  read(url: string, freshMs: number, produce: () => Promise<KeptAnswer>): Promise<KeptAnswer>;
  forget(): void;
}

interface Kept {
  answer: KeptAnswer;
  until: number;
}

const MOST_BYTES = 32 * 1024 * 1024;

export function createFreshAnswers(mostBytes = MOST_BYTES): FreshAnswers {
  const kept = new Map<string, Kept>();
  const underway = new Map<string, Promise<KeptAnswer>>();
  let bytes = 0;

  function find(url: string): KeptAnswer | null {
    const found = kept.get(url);
    if (!found) return null;
    if (found.until > performance.now()) return found.answer;
    drop(url, found);
    return null;
  }

  function drop(url: string, { answer }: Kept): void {
    kept.delete(url);
    bytes -= answer.body.length;
  }

  function keep(url: string, answer: KeptAnswer, until: number): void {
    const before = kept.get(url);
    if (before) drop(url, before);
    kept.set(url, { answer, until });
    bytes += answer.body.length;
    for (const [oldest, entry] of kept) {
      if (bytes <= mostBytes) break;
      drop(oldest, entry);
    }
  }

  return {
    find,
    async read(url, freshMs, produce) {
      const found = find(url);
      if (found) return found;
      const shared = underway.get(url);
      if (shared) return shared;
      // its age counts from before it was read
      const until = performance.now() + freshMs;
      const produced = produce();
      underway.set(url, produced);
      try {
        const answer = await produced;
        // a write since then has made it old before it was there
        if (underway.get(url) === produced) keep(url, answer, until);
        return answer;
      } finally {
        if (underway.get(url) === produced) underway.delete(url);
      }
    },
    forget() {
      kept.clear();
      underway.clear();
      bytes = 0;
    },
  };
}
