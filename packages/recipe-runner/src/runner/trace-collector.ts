const LIMIT = 64 * 1024;
const START = /^\s*Traceback \(most recent call last\):/;

/** Finds Python tracebacks among lines of text and keeps the last one, bounded. */
export function createTraceCollector() {
  let open: string[] | null = null;
  let last: string | null = null;

  return {
    /** Whether the line belongs to a traceback. */
    add(line: string): boolean {
      if (START.test(line)) {
        open = [line];
        return true;
      }
      if (!open) return false;
      open.push(line);
      // Frames are indented; the first line that is not names the exception and ends the traceback.
      if (!/^\s|^$/.test(line)) {
        last = keepEnds(open.join('\n'));
        open = null;
      }
      return true;
    },
    last: (): string | null => last,
  };
}

/** The outermost frames and the exception say most; what is between can go. */
export function keepEnds(text: string): string {
  if (text.length <= LIMIT) return text;
  return `${text.slice(0, LIMIT / 4)}\n… [${text.length - LIMIT} characters cut] …\n${text.slice(-(LIMIT * 3) / 4)}`;
}
