import { describePermissionGap, type PermissionGap } from '@pangeo-forge/github/app-permissions';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { codeSpan } from '@pangeo-forge/shared/untrusted/foreign-text';
import { postOnce } from '../effects/comments.ts';
import type { Orchestrator } from '../orchestrator/orchestrator.ts';
import type { RepositoryReportContext } from './report-context.ts';

/** Whether GitHub refused something because the App was not granted a permission. */
export function isPermissionMissing(error: unknown): boolean {
  return error instanceof AppError && error.code === 'github_refused' && error.context.missingPermission !== undefined;
}

/** Asks the owner of the account once to grant what is missing, on the pull request where it was missed first. */
export async function askForPermissions(context: RepositoryReportContext, number: number): Promise<void> {
  const gap = await context.github.permissionGap(context.repository.owner);
  if (gap === null) return;
  const markdown = `**For an owner of ${codeSpan(gap.account)}:** ${describePermissionGap(gap)}`;
  await postOnce(context, { key: askKey(gap), number, markdown });
}

function askKey({ account, missing }: PermissionGap): string {
  return `ask ${account} for ${missing.join(', ')}`;
}

/** Upkeep: compares what accounts have granted with what is needed, and logs what is missing and where to grant it. */
export async function logPermissionGaps({ github, logger }: Orchestrator): Promise<void> {
  for (const gap of await github.permissionGaps()) logger.warn({ gap }, describePermissionGap(gap));
}
