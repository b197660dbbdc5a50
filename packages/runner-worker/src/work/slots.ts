/** Limits how much work of one kind a process does at once, whichever way the work came. */
export interface Slots {
  /** Waits for a free slot, then runs the work in it. */
  run<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Runs the work if a slot is free that nothing waits for; null when there is none. */
  tryRun<Result>(work: () => Promise<Result>): Promise<Result> | null;
  /** Resolves when every slot is free. */
  idle(): Promise<void>;
}

export function createSlots(count: number): Slots {
  const waiting: (() => void)[] = [];
  const idle: (() => void)[] = [];
  let free = count;

  async function runInSlot<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
      if (free === count) for (const resolve of idle.splice(0)) resolve();
    }
  }

  function tryRun<Result>(work: () => Promise<Result>): Promise<Result> | null {
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
