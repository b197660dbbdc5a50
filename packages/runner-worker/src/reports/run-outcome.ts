import { bytesOnceLoaded } from '@pangeo-forge/datasets/description/stored-description';
import { findPublishedDataset } from '@pangeo-forge/db/api/datasets';
import { isOfRecipe } from '@pangeo-forge/db/invocations/invocation';
import { readLogTail } from '@pangeo-forge/db/logs/read-log';
import type { RunConclusion } from '@pangeo-forge/db/runs/next-run-state';
import type { RecipeRunRecord } from '@pangeo-forge/db/runs/find-runs';
import type { ReportContext } from './report-context.ts';
import { codeBlock } from '@pangeo-forge/shared/untrusted/foreign-text';

const LOG_LINES = 30;
/** Twice as many fit into a comment. */
const MAX_CHARACTERS = 20_000;

export interface WhatWentWrong {
  /** Text, which recipe code had a part in. */
  reason: string;
  /** The author may be able to fix it: neither its bakery nor a machine of ours refused it. */
  isOfRecipe: boolean;
  /** Null when the last lines of the log show it anyway. */
  traceback: string | null;
  logTail: string;
}

/** Why the run did not succeed, and the end of its log, redacted. */
export async function whatWentWrong(
  { database, redactor }: ReportContext,
  run: RecipeRunRecord,
): Promise<WhatWentWrong> {
  const shown = (text: string) => redactor.redact(text).slice(-MAX_CHARACTERS);
  const logTail = shown(await readLogTail(database.pool, run.id, LOG_LINES));
  const traceback = run.failureTraceback === null ? null : shown(run.failureTraceback.trimEnd());
  const lastLine = traceback?.split('\n').at(-1) ?? '';
  return {
    reason: redactor.redact(run.failureReason ?? 'no reason is known.'),
    isOfRecipe: await isOfRecipe(database.pool, run.id),
    traceback: lastLine !== '' && logTail.includes(lastLine) ? null : traceback,
    logTail,
  };
}

/** The traceback and the end of the log, folded. */
export function foldedLog({ traceback, logTail }: Pick<WhatWentWrong, 'traceback' | 'logTail'>): string[] {
  return [
    ...(traceback ? folded('Traceback', traceback) : []),
    ...(logTail === '' ? [] : folded('Last lines of the log', logTail)),
  ];
}

function folded(title: string, text: string): string[] {
  return [`<details><summary>${title}</summary>`, '', ...codeBlock(text), '', '</details>', ''];
}

/** Instead of a next step, below a test run that ended after its pull request was closed. */
export const NO_MORE_TESTS = 'This pull request is closed, so its recipes are not tested any more.';

const WORDS: Partial<Record<RunConclusion, string>> = {
  failure: 'failed',
  timed_out: 'timed out',
  stale: 'ended with an unknown result',
  cancelled: 'was cancelled',
  success: 'succeeded',
};

/** How a run ended, as the predicate of a sentence. */
export function conclusionWords(conclusion: RunConclusion | null): string {
  return (conclusion && WORDS[conclusion]) ?? (conclusion ? `ended as ${conclusion}` : 'ended with an unknown result');
}

/**
 * Bytes that a run's dataset holds, as it was described when it was opened; null where it is not public, or was not
 * opened.
 */
export async function sizeOfDataset({ database }: ReportContext, run: RecipeRunRecord): Promise<number | null> {
  const dataset = await findPublishedDataset(database.pool, run.id);
  return dataset && (bytesOnceLoaded(dataset.description) ?? dataset.sizeBytes);
}

/** `5 s`, `12 min`, `3 h 05 min` */
export function durationText(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1_000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
