import { findEffectResult, rememberEffectResult } from '@pangeo-forge/db/effects/effect-record';
import type { CheckRunAction, CheckRunConclusion, CheckRunOutput } from '@pangeo-forge/github/check-runs';
import { performEffect, requireLease, resolveEffect } from '../effects/perform-effect.ts';
import type { PullRequestContext } from '../orchestrator/contexts.ts';
import { headShaOf } from './check-keys.ts';
import { CHECK_RUN_NAME, textWhileChecking } from './check-run-texts.ts';

export interface Verdict {
  conclusion: CheckRunConclusion;
  output: CheckRunOutput;
  actions?: readonly CheckRunAction[];
}

/** The check run of this key, in progress: a new one, or the one that is there. */
export async function ensureCheckRun(context: PullRequestContext, key: string): Promise<number> {
  const { checks } = context.repo;
  const headSha = headShaOf(key);
  const { id } = await performEffect(context, {
    ...creation(context, key),
    send: () => checks.create({ name: CHECK_RUN_NAME, headSha, externalId: key, output: textWhileChecking(headSha) }),
  });
  return id;
}

/** A check run that a worker meant to create before it died; null when it did not come to that. */
export async function findMeantCheckRun(context: PullRequestContext, key: string): Promise<number | null> {
  return (await resolveEffect(context, creation(context, key)))?.id ?? null;
}

function creation({ repo }: PullRequestContext, key: string) {
  return {
    key,
    look: () => repo.checks.findByExternalId(headShaOf(key), CHECK_RUN_NAME, key),
  };
}

/** What it says while it is in progress, where that is not what it began with. Sent when it is another than was said last. */
export async function keepCheckRunSaying(
  context: PullRequestContext,
  key: string,
  id: number,
  output: CheckRunOutput,
): Promise<void> {
  const said = `words of ${key}`;
  const { pool } = context.database;
  const send = async () => {
    await context.repo.checks.say(id, output);
    return { title: output.title };
  };
  const last = await performEffect(context, {
    key: said,
    send,
    look: 'again',
  });
  if (last.title === output.title) return;
  await requireLease(context, said);
  await rememberEffectResult(pool, said, await send());
}

/** Whether it was told to say something else than it began with. */
export async function saysSomethingElse({ database }: PullRequestContext, key: string): Promise<boolean> {
  return (await findEffectResult(database.pool, `words of ${key}`)) !== null;
}

/** Its result is what was concluded, for those who ask later how the check went. */
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
    look: async () => ((await checks.conclusionOf(id)) === conclusion ? result : null),
  });
}
