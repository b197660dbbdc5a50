import type { Account } from '../store/account.ts';
import { nodeId } from '../store/node-id.ts';
import type { World } from '../store/world.ts';

/** `simple-user` of GitHub's description. */
export function simpleUser(world: World, account: Account) {
  const url = `${world.apiUrl}/users/${encodeURIComponent(account.login)}`;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId(account.type, account.id),
    avatar_url: `${world.serverUrl}/avatars/u/${account.id}`,
    gravatar_id: '',
    url,
    html_url: htmlUrl(world, account),
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: account.type,
    user_view_type: 'public',
    site_admin: false,
  };
}

export const userOrNull = (world: World, account: Account | null) => (account ? simpleUser(world, account) : null);

/** `public-user` of GitHub's description. */
export function publicUser(world: World, account: Account) {
  const repositories = [...world.repositories.values()].filter(({ owner }) => owner === account);
  return {
    ...simpleUser(world, account),
    name: account.login,
    company: null,
    blog: '',
    location: null,
    email: null,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: repositories.filter(({ isPrivate }) => !isPrivate).length,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: timestamp(account.createdAt),
    updated_at: timestamp(account.createdAt),
  };
}

/** `organization` in webhooks. */
export function organization(world: World, account: Account) {
  const url = `${world.apiUrl}/orgs/${account.login}`;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId(account.type, account.id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${world.serverUrl}/avatars/u/${account.id}`,
    description: '',
  };
}

function htmlUrl(world: World, account: Account): string {
  return account.type === 'Bot'
    ? `${world.serverUrl}/apps/${account.login.replace(/\[bot\]$/, '')}`
    : `${world.serverUrl}/${account.login}`;
}

/** In seconds with Z, like all of GitHub's times. */
export const timestamp = (date: Date): string => `${date.toISOString().slice(0, 19)}Z`;
export const timestampOrNull = (date: Date | null): string | null => (date ? timestamp(date) : null);
