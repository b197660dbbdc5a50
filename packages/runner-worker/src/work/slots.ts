/** How many works of one kind a process has in hand: never more than it may, whichever way they came. */
export interface Slots {
  /** Waits for a free hand, then works. */
  take(work: () => Promise<void>): Promise<void>;
  /** Works if there is a free hand that nobody waits for; null when there is none. */
  takeIfFree(work: () => Promise<void>): Promise<void> | null;
  /** Resolves when nothing is in hand any more. */
  idle(): Promise<void>;
}

export function createSlots(count: number): Slots {
  const waiting: (() => void)[] = [];
  const idle: (() => void)[] = [];
  let free = count;

  async function workWithHand(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
      if (free === count) for (const resolve of idle.splice(0)) resolve();
    }
  }

  function takeIfFree(work: () => Promise<void>): Promise<void> | null {
    if (free === 0) return null;
    free--;
    return workWithHand(work);
  }

  return {
    takeIfFree,
    idle: () => (free === count ? Promise.resolve() : new Promise((resolve) => idle.push(resolve))),
    take: (work) =>
      takeIfFree(work) ?? new Promise<void>((resolve) => waiting.push(resolve)).then(() => workWithHand(work)),
  };
}
