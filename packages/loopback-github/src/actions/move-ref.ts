import { ZERO_SHA, gitText } from '../git/run-git.ts';
import type { Account } from '../store/account.ts';
import type { Repository } from '../store/repository.ts';
import type { World } from '../store/world.ts';
import { requestCheckSuites } from './request-check-suites.ts';
import { pushPayload, type RefMove } from './push-payload.ts';
import { syncPullRequests } from './sync-pull-requests.ts';

/** Moves or deletes a ref, with all consequences of a push. */
export async function moveRef(
  world: World,
  repository: Repository,
  sender: Account,
  ref: string,
  after: string | undefined,
): Promise<void> {
  const before = repository.refs.get(ref);
  if (after === undefined) await gitText(repository.git, ['update-ref', '-d', ref]);
  else await gitText(repository.git, ['update-ref', ref, after, before ?? ZERO_SHA]);
  await refMoved(world, repository, sender, { ref, before, after });
}

/** After a ref has moved on disk: the events, suites and pull requests that GitHub derives from a push. */
export async function refMoved(world: World, repository: Repository, sender: Account, move: RefMove): Promise<void> {
  if (move.after === undefined) repository.refs.delete(move.ref);
  else repository.refs.set(move.ref, move.after);
  repository.pushedAt = repository.updatedAt = world.now();
  if (!move.ref.startsWith('refs/heads/') && !move.ref.startsWith('refs/tags/')) return;
  if (world.webhooks.isHeard('push', repository)) {
    const payload = await pushPayload(world, repository, sender, move);
    world.webhooks.emit({ name: 'push', account: repository.owner, repository, sender, payload });
  }
  if (!move.ref.startsWith('refs/heads/')) return;
  const branch = move.ref.slice('refs/heads/'.length);
  if (move.after)
    await requestCheckSuites(world, repository, sender, { branch, before: move.before, after: move.after });
  await syncPullRequests(world, repository, sender, { branch, after: move.after });
}
