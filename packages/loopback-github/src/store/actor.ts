import type { Account, App, Installation, Permissions } from './account.ts';

/** Who makes a request. */
export type Actor =
  | { kind: 'anonymous' }
  /** `via`: an App that the person signed in with, whose token can do only what both may. */
  | { kind: 'user'; account: Account; via?: App }
  /** An App with its JSON Web Token: may manage itself, nothing else. */
  | { kind: 'app'; app: App }
  /** An App with an installation's token, narrowed to the requested permissions and repositories. */
  | { kind: 'installation'; installation: Installation; permissions: Permissions; repositories: 'all' | Set<number> };

/** The account shown as author and sender of what the actor does. */
export function accountOf(actor: Actor): Account {
  if (actor.kind === 'user') return actor.account;
  if (actor.kind === 'app') return actor.app.bot;
  if (actor.kind === 'installation') return actor.installation.app.bot;
  throw new Error('an anonymous request has no account: it should have been refused earlier');
}

export function appOf(actor: Actor): App | null {
  if (actor.kind === 'app') return actor.app;
  return actor.kind === 'installation' ? actor.installation.app : null;
}

/** For logs and tests: `somebody`, `slug[bot]`, `app:slug` or `anonymous`. */
export function actorName(actor: Actor): string {
  if (actor.kind === 'anonymous') return 'anonymous';
  return actor.kind === 'app' ? `app:${actor.app.slug}` : accountOf(actor).login;
}
