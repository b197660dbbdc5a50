import { stripVTControlCharacters } from 'node:util';
import { parseBeamLog } from './parse-beam-log.ts';
import { parseRunnerMessage, type RunnerMessage } from './parse-runner-message.ts';
import type { RunnerOutputLine, Severity } from './recipe-runner.ts';
import { splitLines } from './split-lines.ts';
import { createTraceCollector, keepEnds } from './trace-collector.ts';

/** What the run printed about itself. Claims, all of it. */
export interface Evidence {
  completed: RunnerMessage | null;
  failed: RunnerMessage | null;
  submitted: RunnerMessage | null;
  traceback: string | null;
  /** The last lines that are no JSON, for want of anything better. */
  tail: readonly string[];
}

/** Longest line that is parsed: the expanded meta of a feedstock with ten thousand recipes fits. */
const PARSE_LIMIT = 1024 * 1024;
/** Longest line that is shown. */
const SHOWN_LIMIT = 8 * 1024;
const TAIL_LINES = 5;

/** Turns the runner's output into lines as they come, and keeps the few that tell how it ended. */
export function createOutputReader(onLine: (line: RunnerOutputLine) => void) {
  const messages: { completed: RunnerMessage | null; failed: RunnerMessage | null; submitted: RunnerMessage | null } = {
    completed: null,
    failed: null,
    submitted: null,
  };
  const traces = { stdout: createTraceCollector(), stderr: createTraceCollector() };
  let latestTrace: string | null = null;
  const tail: string[] = [];

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
      show(stream, line, 'INFO', dropped);
      return;
    }
    const { status } = message;
    if (status === 'completed' || status === 'failed' || status === 'submitted') messages[status] = message;
    const severity = status === 'failed' ? 'ERROR' : 'INFO';
    const said = message.message ?? '';
    const beam = parseBeamLog(said.trim());
    for (const part of (beam?.text ?? said).split('\n')) show(stream, part, worse(severity, beam?.severity ?? 'INFO'));
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
      return { ...messages, traceback: printed ? keepEnds(clearText(printed)) : latestTrace, tail };
    },
  };
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
