import { allows } from '../http/authorize.ts';
import type { Account, App } from '../store/account.ts';
import type { CheckSuite } from '../store/check.ts';
import type { Repository } from '../store/repository.ts';
import type { World } from '../store/world.ts';
import { listeners } from '../webhooks/listeners.ts';
import { checkSuitePayload } from './check-suite-payload.ts';

/** The suite of an App on a commit, created if missing (`isNew`). */
export function ensureSuite(
  world: World,
  repository: Repository,
  app: App,
  head: { sha: string; branch: string | null; before?: string | undefined },
): { suite: CheckSuite; isNew: boolean } {
  for (const suite of repository.checkSuites.values()) {
    if (suite.app === app && suite.headSha === head.sha) return { suite, isNew: false };
  }
  const now = world.now();
  const suite: CheckSuite = {
    id: world.nextId(),
    app,
    headSha: head.sha,
    headBranch: head.branch,
    before: head.before ?? null,
    status: 'queued',
    conclusion: null,
    createdAt: now,
    updatedAt: now,
  };
  repository.checkSuites.set(suite.id, suite);
  return { suite, isNew: true };
}

/**
 * After a push: a suite for each App that may write checks and did not turn that off, and the event that asks for its
 * runs.
 */
export async function requestCheckSuites(
  world: World,
  repository: Repository,
  sender: Account,
  push: { branch: string; before: string | undefined; after: string },
): Promise<void> {
  for (const { app } of listeners(world, 'check_suite', repository.owner, repository)) {
    if (!allows(app.permissions, 'checks:write') || repository.suitesNotWanted.has(app.id)) continue;
    const { suite, isNew } = ensureSuite(world, repository, app, {
      sha: push.after,
      branch: push.branch,
      before: push.before,
    });
    if (isNew) await emitSuiteEvent(world, repository, sender, suite, 'requested');
  }
}

/** `requested` and `rerequested` go to the suite's own App, `completed` to all subscribers. */
export async function emitSuiteEvent(
  world: World,
  repository: Repository,
  sender: Account,
  suite: CheckSuite,
  action: 'requested' | 'rerequested' | 'completed',
): Promise<void> {
  const payload = await checkSuitePayload(world, repository, suite);
  const onlyApp = action === 'completed' ? {} : { onlyApp: suite.app };
  world.webhooks.emit({
    name: 'check_suite',
    action,
    account: repository.owner,
    repository,
    sender,
    payload,
    ...onlyApp,
  });
}
