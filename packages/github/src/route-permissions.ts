/** The permissions of GitHub Apps. */
export type PermissionName =
  | 'administration'
  | 'checks'
  | 'contents'
  | 'deployments'
  | 'issues'
  | 'members'
  | 'metadata'
  | 'pull_requests';
export type PermissionLevel = 'read' | 'write';

const METADATA = { metadata: 'read' } as const;
const READ_CONTENTS = { contents: 'read' } as const;
const WRITE_CONTENTS = { contents: 'write' } as const;
const READ_POSTS = { issues: 'read', pull_requests: 'read' } as const;
const WRITE_POSTS = { issues: 'write', pull_requests: 'write' } as const;
/** Sent with the App's JSON Web Token, which needs no permission. */
const APP_TOKEN = {} as const;

/**
 * Every request that this package sends, with the permissions that it needs. The App's manifest is made from it, so
 * that a request that is not here would be refused by GitHub.
 * [docs.github.com/rest/authentication/permissions-required-for-github-apps]
 */
export const ROUTE_PERMISSIONS: Readonly<Record<string, Partial<Record<PermissionName, PermissionLevel>>>> = {
  'GET /app': APP_TOKEN,
  'GET /app/installations': APP_TOKEN,
  'GET /app/hook/config': APP_TOKEN,
  'GET /app/hook/deliveries': APP_TOKEN,
  'GET /app/hook/deliveries/{delivery_id}': APP_TOKEN,
  'POST /app/hook/deliveries/{delivery_id}/attempts': APP_TOKEN,
  'GET /repos/{owner}/{repo}/installation': APP_TOKEN,
  'GET /users/{username}/installation': APP_TOKEN,

  // of people who sign in
  'GET /user': APP_TOKEN,
  'DELETE /applications/{client_id}/token': APP_TOKEN,

  'GET /installation/repositories': METADATA,
  'GET /repos/{owner}/{repo}': METADATA,
  'GET /repos/{owner}/{repo}/collaborators/{username}/permission': METADATA,
  'GET /repos/{owner}/{repo}/rules/branches/{branch}': METADATA,
  'GET /repos/{owner}/{repo}/rulesets/{ruleset_id}': METADATA,
  'POST /orgs/{org}/repos': { administration: 'write' },

  'GET /repos/{owner}/{repo}/pulls': { pull_requests: 'read' },
  'GET /repos/{owner}/{repo}/pulls/{pull_number}': { pull_requests: 'read' },
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/files': { pull_requests: 'read' },
  'POST /repos/{owner}/{repo}/pulls': { pull_requests: 'write' },
  'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge': WRITE_CONTENTS,

  'GET /repos/{owner}/{repo}/issues': { issues: 'read' },
  'POST /repos/{owner}/{repo}/issues': { issues: 'write' },
  'PATCH /repos/{owner}/{repo}/issues/{issue_number}': { issues: 'write' },
  'DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}': WRITE_POSTS,
  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments': READ_POSTS,
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments': WRITE_POSTS,
  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}': WRITE_POSTS,
  'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}': WRITE_POSTS,
  'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions': WRITE_POSTS,

  'GET /repos/{owner}/{repo}/commits/{ref}/check-runs': { checks: 'read' },
  'GET /repos/{owner}/{repo}/check-runs/{check_run_id}': { checks: 'read' },
  'POST /repos/{owner}/{repo}/check-runs': { checks: 'write' },
  'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}': { checks: 'write' },

  'GET /repos/{owner}/{repo}/deployments': { deployments: 'read' },
  'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses': { deployments: 'read' },
  'POST /repos/{owner}/{repo}/deployments': { deployments: 'write' },
  'POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses': { deployments: 'write' },

  'GET /repos/{owner}/{repo}/branches': READ_CONTENTS,
  'GET /repos/{owner}/{repo}/commits/{ref}': READ_CONTENTS,
  'GET /repos/{owner}/{repo}/compare/{basehead}': READ_CONTENTS,
  'GET /repos/{owner}/{repo}/git/ref/{ref}': READ_CONTENTS,
  'GET /repos/{owner}/{repo}/git/commits/{commit_sha}': READ_CONTENTS,
  'GET /repos/{owner}/{repo}/git/trees/{tree_sha}': READ_CONTENTS,
  'GET /repos/{owner}/{repo}/git/blobs/{file_sha}': READ_CONTENTS,
  'POST /repos/{owner}/{repo}/git/blobs': WRITE_CONTENTS,
  'POST /repos/{owner}/{repo}/git/trees': WRITE_CONTENTS,
  'POST /repos/{owner}/{repo}/git/commits': WRITE_CONTENTS,
  'POST /repos/{owner}/{repo}/git/refs': WRITE_CONTENTS,
  'DELETE /repos/{owner}/{repo}/git/refs/{ref}': WRITE_CONTENTS,
};

/** Sent only where the configuration asks for it: no App needs the permission otherwise. */
export const OPTIONAL_ROUTE_PERMISSIONS: typeof ROUTE_PERMISSIONS = {
  'GET /orgs/{org}/teams/{team_slug}/memberships/{username}': { members: 'read' },
};
