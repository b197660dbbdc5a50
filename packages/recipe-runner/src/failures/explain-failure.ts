import type { Clues, Explanation, FailureFacts } from './clues.ts';
import { installerFailure } from './installer-failure.ts';
import { networkFailure } from './network-failure.ts';
import { readTraceback } from './read-traceback.ts';
import {
  declarationFailure,
  memoryFailure,
  moduleFailure,
  pruneFailure,
  raisedFailure,
  storageFailure,
} from './recipe-failure.ts';

/** The first that recognises the failure explains it: what comes before is a more certain cause. */
const KINDS: ReadonlyArray<(clues: Clues) => Explanation | null> = [
  nothingBaked,
  installerFailure,
  networkFailure,
  declarationFailure,
  storageFailure,
  pruneFailure,
  moduleFailure,
  memoryFailure,
  raisedFailure,
];

/** One sentence for the author, from what is known about a run that failed by itself. */
export function explainFailure(facts: FailureFacts, subdir: string): Explanation {
  const { evidence, exitCode, signal } = facts;
  const killed = explainSignal(exitCode, signal);
  if (killed) return killed;
  const text = [evidence.traceback, evidence.failed?.message, ...evidence.errors, ...evidence.tail]
    .filter(Boolean)
    .join('\n');
  const exceptions = readTraceback(evidence.traceback ?? '');
  for (const explain of KINDS) {
    const explanation = explain({ exceptions, text, subdir, facts });
    if (explanation) return explanation;
  }
  if (evidence.failed?.message)
    return { kind: 'unknown', fault: 'author', reason: `the runner failed: ${evidence.failed.message.slice(0, 500)}` };
  const last = evidence.tail.at(-1);
  const printed = last ? `; the last line that it printed was: ${last}` : ' and printed nothing';
  const reason = `the runner ended with exit code ${exitCode} and gave no reason${printed}`;
  return { kind: 'unknown', fault: 'unknown', reason };
}

function explainSignal(exitCode: number | null, signal: string | null): Explanation | null {
  if (signal === 'SIGKILL' || exitCode === 137)
    return {
      kind: 'memory',
      fault: 'unknown',
      outOfMemory: true,
      reason: 'the runner was killed by the system, most likely because the machine ran out of memory',
    };
  if (signal === 'SIGXCPU' || exitCode === 152)
    return { kind: 'time', fault: 'author', reason: 'the recipe used up its processor time' };
  return signal ? { kind: 'recipe', fault: 'author', reason: `the runner crashed (${signal})` } : null;
}

/** Raised by our own config.py. */
function nothingBaked({ text }: Clues): Explanation | null {
  const detail = /\bNothingBaked: (.*)/.exec(text)?.[1];
  return detail === undefined ? null : { kind: 'recipe', fault: 'author', reason: `nothing was baked: ${detail}` };
}
