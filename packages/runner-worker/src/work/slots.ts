/** Limits how much work of one kind a process does at once, whichever way the work came. */
export interface Slots {
  /** Waits for a free slot, then runs the work in it. */
  run(work: () => Promise<void>): Promise<void>;
  /** Runs the work if a slot is free that nothing waits for; null when there is none. */
  tryRun(work: () => Promise<void>): Promise<void> | null;
  /** Resolves when every slot is free. */
  idle(): Promise<void>;
}

export function createSlots(count: number): Slots {
  const waiting: (() => void)[] = [];
  const idle: (() => void)[] = [];
  let free = count;

  async function runInSlot(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
      if (free === count) for (const resolve of idle.splice(0)) resolve();
    }
  }

  function tryRun(work: () => Promise<void>): Promise<void> | null {
    if (free === 0) return null;
    free--;
    return runInSlot(work);
  }

  return {
    tryRun,
    idle: () => (free === count ? Promise.resolve() : new Promise((resolve) => idle.push(resolve))),
    run: (work) => tryRun(work) ?? new Promise<void>((resolve) => waiting.push(resolve)).then(() => runInSlot(work)),
  };
}
