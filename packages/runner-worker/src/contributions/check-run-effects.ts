import type { CheckRunAction, CheckRunConclusion, CheckRunOutput } from '@pangeo-forge/github/check-runs';
import { performEffect } from '../effects/perform-effect.ts';
import { effectParts, type PullRequestContext } from '../registry/pull-request-context.ts';
import { CHECK_RUN_NAME, textWhileChecking } from './check-run-texts.ts';

export interface Verdict {
  conclusion: CheckRunConclusion;
  output: CheckRunOutput;
  actions?: readonly CheckRunAction[];
}

/** The check run of this key, in progress: a new one, or the one that is there. */
export async function ensureCheckRun(context: PullRequestContext, key: string, headSha: string): Promise<number> {
  const { checks } = context.repo;
  const { id } = await performEffect(effectParts(context), {
    key,
    subject: context.work.subject,
    send: () => checks.create({ name: CHECK_RUN_NAME, headSha, externalId: key, output: textWhileChecking(headSha) }),
    look: () => checks.findByExternalId(headSha, CHECK_RUN_NAME, key),
  });
  return id;
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
  await performEffect(effectParts(context), {
    key: `${key} completed`,
    subject: context.work.subject,
    async send() {
      await checks.complete(id, conclusion, output, actions);
      return result;
    },
    look: async () => ((await checks.conclusionOf(id)) === conclusion ? result : null),
  });
}
