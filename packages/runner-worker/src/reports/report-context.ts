import type { Bakery } from '@pangeo-forge/bakeries/bakery';
import { isOfRecipe } from '@pangeo-forge/db/invocations/is-of-recipe';
import { readLogTail } from '@pangeo-forge/db/invocations/read-log';
import type { RecipeRunRecord } from '@pangeo-forge/db/runs/recipe-run-record';
import type { LeasedWork } from '@pangeo-forge/db/work/work';
import type { RepositoryClient } from '@pangeo-forge/github/repository-client';
import type { Redactor } from '@pangeo-forge/shared/redaction/redactor';
import { type Effect, type MeantEffect, performEffect, settleEffect } from '../effects/perform-effect.ts';
import type { Orchestrator } from '../registry/orchestrator.ts';

export interface ReportContext extends Orchestrator {
  redactor: Redactor;
  /** Their bakeries' logs are asked why a run failed. */
  bakeryAdapters: ReadonlyMap<string, Pick<Bakery, 'explainFailure'>>;
  work: LeasedWork;
  /** The run's feedstock, or staged-recipes. */
  repo: RepositoryClient;
}

const LOG_LINES = 30;
/** Twice as many fit into a comment. */
const MOST_CHARACTERS = 20_000;

export function performReport<T>(context: ReportContext, effect: Omit<Effect<T>, 'subject'>): Promise<T> {
  return performEffect(partsOf(context), { ...effect, subject: context.work.subject });
}

export function settleReport<T>(context: ReportContext, effect: Omit<MeantEffect<T>, 'subject'>): Promise<T | null> {
  return settleEffect(partsOf(context), { ...effect, subject: context.work.subject });
}

function partsOf({ database, work, effectSettleMs }: ReportContext) {
  return { pool: database.pool, work, settleMs: effectSettleMs };
}

export interface WhatWentWrong {
  reason: string;
  /** For its author to mend, perhaps: neither its bakery refused it nor a machine of ours. */
  isOfRecipe: boolean;
  /** Null when the log's last lines show it anyway. */
  traceback: string | null;
  logTail: string;
}

/** Why the run did not succeed, and the end of its log, without any secret. */
export async function whatWentWrong(
  { database, redactor }: ReportContext,
  run: RecipeRunRecord,
): Promise<WhatWentWrong> {
  const shown = (text: string) => redactor.redact(text).replaceAll('```', "'''").slice(-MOST_CHARACTERS);
  const logTail = shown(await readLogTail(database.pool, run.id, LOG_LINES));
  const traceback = run.failureTraceback === null ? null : shown(run.failureTraceback.trimEnd());
  const lastLine = traceback?.split('\n').at(-1) ?? '';
  return {
    reason: redactor.redact(run.failureReason ?? 'no reason is known.').replaceAll('<!--', '&lt;!--'),
    isOfRecipe: await isOfRecipe(database.pool, run.id),
    traceback: lastLine !== '' && logTail.includes(lastLine) ? null : traceback,
    logTail,
  };
}

/** The traceback and the end of the log, to be unfolded by who wants to see them. */
export function foldedLog({ traceback, logTail }: Pick<WhatWentWrong, 'traceback' | 'logTail'>): string[] {
  return [
    ...(traceback ? folded('Traceback', traceback) : []),
    ...(logTail === '' ? [] : folded('Last lines of the log', logTail)),
  ];
}

function folded(title: string, text: string): string[] {
  return [`<details><summary>${title}</summary>`, '', '```text', text, '```', '', '</details>', ''];
}
