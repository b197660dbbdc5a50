import { Listr, PRESET_TIMER } from 'listr2';
import { DEMO_HELP, type DemoOptions, parseDemoOptions } from './demo-options.ts';
import { createDemoTasks, type DemoState, keepLog, stopDemo } from './demo-tasks.ts';
import { printSummary } from './demo-summary.ts';

const startedAt = performance.now();
const options = readOptions();
const state: DemoState = { options, notes: [] };
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interrupted.abort());

let failure: Error | null = null;
try {
  await Promise.race([createTaskList().run(), untilInterrupted()]);
  printSummary(state, performance.now() - startedAt);
  if (options.keep) await untilInterrupted().catch(() => {});
} catch (error) {
  failure = error instanceof Error ? error : new Error(`what was thrown is no error: ${JSON.stringify(error)}`);
}
if (failure !== null) {
  process.stderr.write(`\nThe demo failed: ${failure.message}\n`);
  const log = await keepLog(state).catch(() => null);
  if (log) process.stderr.write(`The log of the system: ${log}\n`);
}
await stopDemo(state);
process.exit(failure === null ? 0 : 1);

function readOptions(): DemoOptions {
  try {
    const parsed = parseDemoOptions(process.argv.slice(2));
    if (!parsed.help) return parsed;
    process.stdout.write(DEMO_HELP);
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${DEMO_HELP}`);
    process.exit(2);
  }
}

/** A task list on a terminal, plain lines when piped. */
function createTaskList() {
  const plain = !process.stdout.isTTY || Boolean(process.env.NO_COLOR);
  return new Listr(createDemoTasks(state), {
    concurrent: false,
    registerSignalListeners: false, // what was started is stopped first
    renderer: plain ? 'simple' : 'default',
    fallbackRenderer: 'simple',
    rendererOptions: plain ? { timer: PRESET_TIMER } : { timer: PRESET_TIMER, collapseSubtasks: false },
  });
}

function untilInterrupted(): Promise<never> {
  return new Promise((_resolve, reject) => {
    interrupted.signal.addEventListener('abort', () => reject(new Error('interrupted')), { once: true });
  });
}
