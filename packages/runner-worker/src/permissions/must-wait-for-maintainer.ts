import { codeSpan } from '@pangeo-forge/shared/untrusted/foreign-text';
import { findSandboxes } from '@pangeo-forge/db/settings/sandboxes';
import type { PlainFile } from '@pangeo-forge/github/plain-file';
import type { PullRequest } from '@pangeo-forge/github/pull-requests';
import { mayBuildFromSource, mayExecuteCode } from '@pangeo-forge/shared/meta/may-execute-code';
import type { PullRequestContext } from '../orchestrator/contexts.ts';
import { RequeueAfter } from '../work/work-handler.ts';
import { mayRun } from '@pangeo-forge/github/permissions/may-run';

/** Processes of role `run` announce their sandbox every minute. */
const ANNOUNCED_WITHIN_MS = 5 * 60_000;
const RECHECK_MS = 5_000;

/** Their content decides whether reading the recipes executes code of the author. */
export const JUDGED_FILES = ['meta.yaml', 'meta.yml', 'requirements.txt'] as const;
export type JudgedFiles = Record<(typeof JUDGED_FILES)[number], PlainFile>;

/**
 * Why a maintainer must review the code before the recipes are read; null when nobody must. Reading them would execute
 * code of somebody who may not run things, or it cannot be known whether it would, and some process of role `run` has
 * no strong sandbox. Local deployments do not ask.
 * @returns a sentence for the author, in Markdown.
 * @throws RequeueAfter while no process of role `run` has announced itself.
 */
export async function whyWaitForMaintainer(
  context: PullRequestContext,
  pull: PullRequest,
  files: JudgedFiles,
): Promise<string | null> {
  if (context.isLocalDeployment) return null;
  const why = whyReviewed(files);
  if (why === null || (await mayRun(context, pull, pull.author))) return null;
  const sandboxes = await findSandboxes(context.database.pool, ANNOUNCED_WITHIN_MS);
  if (sandboxes.length === 0) throw new RequeueAfter(RECHECK_MS, 'no process that runs recipe code is available');
  return sandboxes.some(({ protectsSecrets }) => !protectsSecrets) ? why : null;
}

/** Every file that a runner may read is judged, whichever of them it reads. What cannot be judged is not harmless. */
export function whyReviewed(files: JudgedFiles): string | null {
  for (const name of JUDGED_FILES) {
    const file = files[name];
    if (file.outcome === 'unreadable')
      return `${codeSpan(name)} ${file.reason}, so it is not known whether reading the recipes executes code.`;
    if (file.outcome === 'absent') continue;
    if (name === 'requirements.txt') {
      if (mayBuildFromSource(file.text))
        return '`requirements.txt` has lines that are no packages by name, so installing it may execute code.';
    } else if (mayExecuteCode(file.text)) {
      return `${codeSpan(name)} uses \`dict_object\`, so reading its recipes executes code. With \`id\` and \`object\` instead, no review is needed.`;
    }
  }
  return null;
}
