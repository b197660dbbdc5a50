import { readFeedstockSpec } from '@pangeo-forge/db/feedstocks/feedstock';
import { replaceSchedules } from '@pangeo-forge/db/feedstocks/schedules';
import { inTransaction } from '@pangeo-forge/db/transaction';
import { nextTime, type RecipeSchedule } from '@pangeo-forge/shared/meta/schedule';
import { authorsText } from '@pangeo-forge/shared/untrusted/read-authors-text';
import { inRepository, type RepositoryAccess, type TaskContext } from '../orchestrator/contexts.ts';

const META = 'feedstock/meta.yaml';

/** The default branch of a feedstock as schedules need it; `reason` says why nothing is started there. */
export type ScheduledCommit =
  | { outcome: 'read'; sha: string; cloneUrl: string; schedules: RecipeSchedule[] }
  /** The repository takes part in nothing: it is archived, a fork, or out of reach. */
  | { outcome: 'closed'; reason: string }
  /** meta.yaml cannot be read. */
  | { outcome: 'unreadable'; reason: string };

/**
 * What the default branch says now. Schedules of other branches and of forks count nothing: GitHub too runs no schedule
 * there. [docs.github.com, events that trigger workflows, `schedule`]
 */
export async function readScheduledCommit({ repo }: Pick<RepositoryAccess, 'repo'>): Promise<ScheduledCommit> {
  const info = await repo.settings.get();
  if (info === null) return { outcome: 'closed', reason: 'the App cannot see the repository' };
  if (info.archived) return { outcome: 'closed', reason: 'the repository is archived' };
  if (info.disabled) return { outcome: 'closed', reason: 'GitHub has disabled the repository' };
  if (info.fork) return { outcome: 'closed', reason: 'the repository is a fork' };
  const sha = await repo.git.branchSha(info.defaultBranch);
  if (sha === null) return { outcome: 'closed', reason: `the branch ${info.defaultBranch} does not exist` };
  const meta = await repo.git.readPlainFile(META, sha);
  if (meta.outcome === 'absent') return { outcome: 'read', sha, cloneUrl: info.cloneUrl, schedules: [] };
  const at = `${META} at ${sha.slice(0, 7)}`;
  if (meta.outcome === 'unreadable') return { outcome: 'unreadable', reason: `${at} ${meta.reason}` };
  const schedules = await authorsText.schedulesOf(meta.text);
  if (schedules === null) return { outcome: 'unreadable', reason: `${at} is not valid YAML` };
  return { outcome: 'read', sha, cloneUrl: info.cloneUrl, schedules };
}

/** Makes the schedules of a feedstock those of its default branch; one that cannot be read keeps those that it had. */
export async function readSchedules(context: TaskContext, feedstockId: number): Promise<string> {
  const spec = await readFeedstockSpec(context.database.pool, feedstockId);
  if (spec === null) return 'the feedstock was deleted';
  const commit = await readScheduledCommit(await inRepository(context, spec));
  if (commit.outcome !== 'read') return commit.reason;
  await applySchedules(context, feedstockId, commit.schedules);
  return `${commit.schedules.length} schedules`;
}

export async function applySchedules(
  { database, waker, clock }: TaskContext,
  feedstockId: number,
  schedules: readonly RecipeSchedule[],
): Promise<void> {
  const wanted = schedules.map((one) => ({ ...one, nextDueAt: nextTime(one.cron, clock()).toISOString() }));
  await waker.wake(await inTransaction(database.pool, (client) => replaceSchedules(client, feedstockId, wanted)));
}
