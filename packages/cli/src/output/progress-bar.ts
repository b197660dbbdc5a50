import cliProgress from 'cli-progress';

export interface Progress {
  /** What is done from now on; what was done before is done. */
  step(what: string): void;
  /** Adds steps to the total. */
  expect(more: number): void;
}

export interface ProgressBar extends Progress {
  /** A line above the bar, which stays. */
  note(line: string): void;
  stop(): void;
}

/** Its types leave out that it can be asked to draw. */
type RedrawnBars = cliProgress.MultiBar & { update(): void };

/** A bar with the time that has passed, on a terminal; it leaves nothing behind. */
export function createProgressBar(terminal: NodeJS.WriteStream, total: number): ProgressBar {
  const bars = new cliProgress.MultiBar({
    stream: terminal,
    format: '{bar} {value}/{total} {duration_formatted}  {what}',
    barsize: 20,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: true,
    stopOnComplete: false,
    forceRedraw: true,
    fps: 4,
  }) as RedrawnBars;
  const bar = bars.create(total, 0, { what: '' });
  let started = -1;
  return {
    step(what) {
      started += 1;
      bar.update(Math.min(started, bar.getTotal()), { what });
      bars.update(); // at once: a step may be over before the next frame
    },
    expect: (more) => bar.setTotal(bar.getTotal() + more),
    note: (line) => bars.log(`${line}\n`),
    stop: () => bars.stop(),
  };
}
