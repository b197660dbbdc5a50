import { findEffectResult, rememberEffectResult } from '@pangeo-forge/db/effects/effect-record';
import type { CheckRunAction, CheckRunConclusion, CheckRunOutput } from '@pangeo-forge/github/check-runs';
import { performEffect, requireLease, resolveEffect } from '../effects/perform-effect.ts';
import type { PullRequestContext } from '../orchestrator/contexts.ts';
import { headShaOf } from '../effects/check-keys.ts';
import { CHECK_RUN_NAME, textWhileChecking } from './check-run-texts.ts';

export interface Verdict {
  conclusion: CheckRunConclusion;
  output: CheckRunOutput;
  actions?: readonly CheckRunAction[];
}

/** The id of the check run with this key: a new one, in progress, or the one that exists. */
export async function ensureCheckRun(context: PullRequestContext, key: string): Promise<number> {
  const { checks } = context.repo;
  const headSha = headShaOf(key);
  const { id } = await performEffect(context, {
    ...creation(context, key),
    send: () => checks.create({ name: CHECK_RUN_NAME, headSha, externalId: key, output: textWhileChecking(headSha) }),
  });
  return id;
}

/** The id of a check run that a worker may have created before it died; null when it did not. */
export async function findIntendedCheckRun(context: PullRequestContext, key: string): Promise<number | null> {
  return (await resolveEffect(context, creation(context, key)))?.id ?? null;
}

function creation({ repo }: PullRequestContext, key: string) {
  return {
    key,
    find: () => repo.checks.findByExternalId(headShaOf(key), CHECK_RUN_NAME, key),
  };
}

/** Changes the text of a check run in progress. Sent only when it differs from the last one. */
export async function keepCheckRunText(
  context: PullRequestContext,
  key: string,
  id: number,
  output: CheckRunOutput,
): Promise<void> {
  const textKey = `words of ${key}`;
  const { pool } = context.database;
  const send = async () => {
    await context.repo.checks.say(id, output);
    return { title: output.title };
  };
  const last = await performEffect(context, {
    key: textKey,
    send,
    find: 'send_again',
  });
  if (last.title === output.title) return;
  await requireLease(context, textKey);
  await rememberEffectResult(pool, textKey, await send());
}

/** Whether its text was changed while it is in progress. */
export async function hasOtherText({ database }: PullRequestContext, key: string): Promise<boolean> {
  return (await findEffectResult(database.pool, `words of ${key}`)) !== null;
}

/** Completes the check run. The effect's result is the conclusion, for later reads. */
export async function completeCheckRun(
  context: PullRequestContext,
  key: string,
  id: number,
  { conclusion, output, actions }: Verdict,
): Promise<void> {
  const { checks } = context.repo;
  const result = { conclusion, title: output.title };
  await performEffect(context, {
    key: `${key} completed`,
    async send() {
      await checks.complete(id, conclusion, output, actions);
      return result;
    },
    find: async () => ((await checks.conclusionOf(id)) === conclusion ? result : null),
  });
}
