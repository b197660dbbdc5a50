import type { Account } from '../store/account.ts';
import type { Repository } from '../store/repository.ts';
import type { World } from '../store/world.ts';

/** A `repository` event; it goes to the owner of this moment. */
export function emitRepository(
  world: World,
  repository: Repository,
  sender: Account,
  action: string,
  payload: Record<string, unknown> = {},
): void {
  world.webhooks.emit({ name: 'repository', action, account: repository.owner, repository, sender, payload });
}
