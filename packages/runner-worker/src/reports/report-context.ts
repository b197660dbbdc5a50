import { readLogTail } from '@pangeo-forge/db/invocations/read-log';
import type { RecipeRunRecord } from '@pangeo-forge/db/runs/recipe-run-record';
import type { LeasedWork } from '@pangeo-forge/db/work/work';
import type { RepositoryClient } from '@pangeo-forge/github/repository-client';
import type { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import { type Effect, performEffect } from '../effects/perform-effect.ts';
import type { Orchestrator } from '../registry/orchestrator.ts';

export interface ReportContext extends Orchestrator {
  redactor: Redactor;
  work: LeasedWork;
  /** The run's feedstock, or staged-recipes. */
  repo: RepositoryClient;
}

const LOG_LINES = 30;

export function performReport<T>(
  { database, work, effectSettleMs }: ReportContext,
  effect: Omit<Effect<T>, 'subject'>,
): Promise<T> {
  const parts = { pool: database.pool, work, settleMs: effectSettleMs };
  return performEffect(parts, { ...effect, subject: work.subject });
}

/** Why the run did not succeed, and the end of its log, without any secret. */
export async function whatWentWrong(
  { database, redactor }: ReportContext,
  run: RecipeRunRecord,
): Promise<{ reason: string; logTail: string }> {
  return {
    reason: redactor.redact(run.failureReason ?? 'no reason is known.').replaceAll('<!--', '&lt;!--'),
    logTail: redactor.redact(await readLogTail(database.pool, run.id, LOG_LINES)).replaceAll('```', "'''"),
  };
}

export function foldedLog(logTail: string): string[] {
  if (logTail === '') return [];
  return ['<details><summary>Last lines of the log</summary>', '', '```text', logTail, '```', '', '</details>', ''];
}
