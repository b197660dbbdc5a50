import { allows } from '../http/authorize.ts';
import type { Account, App, Installation } from '../store/account.ts';
import type { Repository } from '../store/repository.ts';
import type { World } from '../store/world.ts';

/** Events that every App gets, and that need no subscription. */
const ALWAYS = ['installation', 'installation_repositories', 'github_app_authorization', 'ping'];
/** Events that Apps with the right to write checks get. */
const WITH_CHECKS = ['check_run', 'check_suite'];

function isSubscribed(app: App, event: string): boolean {
  if (ALWAYS.includes(event) || app.events.includes(event)) return true;
  return WITH_CHECKS.includes(event) && allows(app.permissions, 'checks:write');
}

/**
 * Installations that get an event of this account and repository: subscribed, not suspended, covering the repository.
 */
export function listeners(world: World, event: string, account: Account, repository?: Repository): Installation[] {
  return [...world.installations.values()].filter(
    (installation) =>
      installation.account === account &&
      installation.suspendedAt === null &&
      isSubscribed(installation.app, event) &&
      (!repository || installation.repositories === 'all' || installation.repositories.has(repository.id)),
  );
}
