import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';
import { StringDecoder } from 'node:string_decoder';
import type { RunnerOutputLine, Severity } from './recipe-runner.ts';

/** What the run printed about itself. Claims, all of it. */
export interface Evidence {
  completed: RunnerMessage | null;
  failed: RunnerMessage | null;
  submitted: RunnerMessage | null;
  traceback: string | null;
  /** The last lines that are no JSON, for want of anything better. */
  tail: readonly string[];
  /** The first lines in which an installer, git or uv reports an error, with what follows them. */
  errors: readonly string[];
}

/** How far a bake came, by the runner's own messages. */
export type RunPhase = 'reading' | 'baking';

const MAX_ERROR_LINES = 40;
const REPORTS_ERROR = /^\s*(?:ERROR|error|fatal): |^\s*× /;

/** Longest line that is parsed: the expanded meta of a feedstock with ten thousand recipes fits. */
const PARSE_LIMIT = 1024 * 1024;
/** Longest line that is shown. */
const SHOWN_LIMIT = 8 * 1024;
const TAIL_LINES = 5;

/** Turns the runner's output into lines as they come, and keeps the few that show how it ended. */
export function createOutputReader(
  onLine: (line: RunnerOutputLine) => void,
  onPhase: (phase: RunPhase) => void = () => {},
) {
  const messages: { completed: RunnerMessage | null; failed: RunnerMessage | null; submitted: RunnerMessage | null } = {
    completed: null,
    failed: null,
    submitted: null,
  };
  const traces = { stdout: createTraceCollector(), stderr: createTraceCollector() };
  let latestTrace: string | null = null;
  const tail: string[] = [];
  const errors: string[] = [];

  function show(stream: 'stdout' | 'stderr', raw: string, atLeast: Severity, droppedBefore = 0): void {
    const clean = clearText(raw);
    if (clean.trim() === '') return;
    const inTrace = traces[stream].add(clean);
    latestTrace = traces[stream].last() ?? latestTrace;
    const dropped = droppedBefore + Math.max(0, clean.length - SHOWN_LIMIT);
    const text = dropped > 0 ? `${clean.slice(0, SHOWN_LIMIT)} … [${dropped} characters cut]` : clean;
    onLine({ stream, text, severity: inTrace ? 'ERROR' : worse(atLeast, severityOf(clean)), time: new Date() });
  }

  function readLine(stream: 'stdout' | 'stderr', line: string, dropped: number): void {
    const message = stream === 'stdout' && dropped === 0 ? parseRunnerMessage(line.trim()) : null;
    if (!message) {
      if (line.trim() !== '') tail.push(clearText(line).slice(0, 500));
      if (tail.length > TAIL_LINES) tail.shift();
      if ((errors.length > 0 || REPORTS_ERROR.test(line)) && errors.length < MAX_ERROR_LINES)
        errors.push(clearText(line).slice(0, 500));
      show(stream, line, 'INFO', dropped);
      return;
    }
    const { status } = message;
    const phase = phaseOf(message);
    if (phase) onPhase(phase);
    if (status === 'completed' || status === 'failed' || status === 'submitted') messages[status] = message;
    const severity = status === 'failed' ? 'ERROR' : 'INFO';
    const content = message.message ?? '';
    const beam = parseBeamLog(content.trim());
    for (const part of (beam?.text ?? content).split('\n'))
      show(stream, part, worse(severity, beam?.severity ?? 'INFO'));
    for (const part of (message.exc_info ?? '').split('\n')) show(stream, part, 'ERROR');
  }

  const splitters = {
    stdout: splitLines(PARSE_LIMIT, (line, dropped) => readLine('stdout', line, dropped)),
    stderr: splitLines(PARSE_LIMIT, (line, dropped) => readLine('stderr', line, dropped)),
  };
  return {
    write: (stream: 'stdout' | 'stderr', bytes: Buffer): void => splitters[stream].write(bytes),
    end(): void {
      splitters.stdout.end();
      splitters.stderr.end();
    },
    evidence(): Evidence {
      const printed = messages.failed?.exc_info;
      return { ...messages, traceback: printed ? keepEnds(clearText(printed)) : latestTrace, tail, errors };
    },
  };
}

/** `commands/bake.py` of the runner, 0.8 to 0.10. */
function phaseOf({ message = '' }: RunnerMessage): RunPhase | null {
  if (message.startsWith('Parsing recipes')) return 'reading';
  return message.startsWith('Running job for recipe') || message.startsWith('Job name is') ? 'baking' : null;
}

/** Postgres stores no NUL, terminals obey control sequences, and a progress bar's last state is its line. */
function clearText(text: string): string {
  const lines = text.split('\n').map((line) => line.replace(/\r+$/, '').split('\r').at(-1) ?? '');
  return stripVTControlCharacters(lines.join('\n'))
    .replace(/[^\P{Cc}\t\n]/gu, '\u{fffd}')
    .toWellFormed();
}

function severityOf(text: string): Severity {
  if (/^\s*(?:ERROR|CRITICAL|FATAL)\b|^fatal: /.test(text)) return 'ERROR';
  return /^\s*WARN(?:ING)?\b|\b\w*Warning: /.test(text) ? 'WARNING' : 'INFO';
}

const RANK = { INFO: 0, WARNING: 1, ERROR: 2 } as const;
const worse = (a: Severity, b: Severity): Severity => (RANK[a] >= RANK[b] ? a : b);

/** One JSON object that the runner printed. Recipe code can print the same: every field is a claim. */
const runnerMessageSchema = z.looseObject({
  message: z.string().optional(),
  status: z.string().optional(),
  exc_info: z.string().optional(),
});

type RunnerMessage = z.infer<typeof runnerMessageSchema>;

/** The message in a line of standard output; null for pip's output, tracebacks and what recipes print. */
function parseRunnerMessage(line: string): RunnerMessage | null {
  if (!line.startsWith('{') || !line.endsWith('}')) return null;
  try {
    return runnerMessageSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

const BEAM_LINE = /^Worker: severity: (\w+) timestamp \{[^}]*\} message: "((?:[^"\\]|\\.)*)"/;
const BEAM_SEVERITIES: Record<string, Severity> = {
  WARN: 'WARNING',
  WARNING: 'WARNING',
  ERROR: 'ERROR',
  CRITICAL: 'ERROR',
  FATAL: 'ERROR',
};
const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', '"': '"', "'": "'", '\\': '\\' };

/**
 * The message of a Beam worker, which local runs print in protobuf's text format on one line: with its own severity,
 * and with its line breaks back, so that a worker's traceback is one. Null for any other line.
 */
function parseBeamLog(line: string): { text: string; severity: Severity } | null {
  const match = BEAM_LINE.exec(line);
  if (!match) return null;
  const [, severity = '', message = ''] = match;
  return { text: unescape(message), severity: BEAM_SEVERITIES[severity] ?? 'INFO' };
}

/** Bytes beyond ASCII stand as octal numbers, several to a character. */
function unescape(escaped: string): string {
  return escaped.replace(/((?:\\[0-7]{3})+)|\\(.)/gs, (_all, octals: string | undefined, letter: string) => {
    if (octals === undefined) return ESCAPES[letter] ?? letter;
    const bytes = octals
      .split('\\')
      .slice(1)
      .map((octal) => Number.parseInt(octal, 8));
    return Buffer.from(bytes).toString('utf8');
  });
}

const MAX_TRACEBACK_CHARACTERS = 64 * 1024;
const TRACEBACK_START = /^\s*Traceback \(most recent call last\):/;

/** Finds Python tracebacks among lines of text and keeps the last one, bounded. */
function createTraceCollector() {
  let open: string[] | null = null;
  let last: string | null = null;

  return {
    /** Whether the line belongs to a traceback. */
    add(line: string): boolean {
      if (TRACEBACK_START.test(line)) {
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
function keepEnds(text: string): string {
  if (text.length <= MAX_TRACEBACK_CHARACTERS) return text;
  return `${text.slice(0, MAX_TRACEBACK_CHARACTERS / 4)}\n… [${text.length - MAX_TRACEBACK_CHARACTERS} characters cut] …\n${text.slice(-(MAX_TRACEBACK_CHARACTERS * 3) / 4)}`;
}

/**
 * Passes complete lines to `onLine`, however the bytes arrive. What a line holds beyond `limit` characters is dropped,
 * so memory is bounded by one line; `dropped` is the number of these characters.
 */
function splitLines(limit: number, onLine: (line: string, dropped: number) => void) {
  const decoder = new StringDecoder('utf8');
  let kept = '';
  let dropped = 0;

  function take(text: string): void {
    const room = limit - kept.length;
    kept += text.length <= room ? text : text.slice(0, room);
    dropped += Math.max(0, text.length - room);
  }

  function flush(): void {
    onLine(kept.endsWith('\r') ? kept.slice(0, -1) : kept, dropped);
    kept = '';
    dropped = 0;
  }

  return {
    write(bytes: Buffer): void {
      const [first = '', ...rest] = decoder.write(bytes).split('\n');
      take(first);
      for (const piece of rest) {
        flush();
        take(piece);
      }
    },
    end(): void {
      take(decoder.end());
      if (kept.length > 0 || dropped > 0) flush();
    },
  };
}
