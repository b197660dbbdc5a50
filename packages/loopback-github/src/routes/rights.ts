import type { Access } from '../http/authorize.ts';

/** The rights that calls need: of an App's installation, and of a person. */
export const rights = {
  administer: { app: 'administration:write', user: 'admin' },
  fork: { app: 'administration:write', user: 'read' },
  readMetadata: { app: 'metadata:read', user: 'read' },
  readContents: { app: 'contents:read', user: 'read' },
  writeContents: { app: 'contents:write', user: 'write' },
  readChecks: { app: 'checks:read', user: 'read' },
  writeChecks: { app: 'checks:write', user: null },
  rerunChecks: { app: 'checks:write', user: 'write' },
  configureChecks: { app: 'checks:write', user: 'admin' },
  readDeployments: { app: 'deployments:read', user: 'read' },
  writeDeployments: { app: 'deployments:write', user: 'write' },
  readPulls: { app: 'pull_requests:read', user: 'read' },
  readPullsOfCommit: { app: 'pull_requests:read contents:read', user: 'read' },
  writePulls: { app: 'pull_requests:write', user: 'read' },
  openIssues: { app: 'issues:write', user: 'read' },
  readPosts: { app: 'issues:read pull_requests:read', user: 'read' },
  writePosts: { app: 'issues:write pull_requests:write', user: 'read' },
  triagePosts: { app: 'issues:write pull_requests:write', user: 'triage' },
  writeLabels: { app: 'issues:write pull_requests:write', user: 'write' },
} satisfies Record<string, Access>;
