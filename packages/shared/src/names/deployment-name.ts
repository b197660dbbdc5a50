export type DeploymentKind = 'prod' | 'staging' | 'review' | 'local';

/** Which of the four deployments a name means; null when it follows none of the naming rules. */
export function deploymentKindOf(name: string): DeploymentKind | null {
  if (name === 'pangeo-forge') return 'prod';
  if (name === 'pangeo-forge-staging') return 'staging';
  if (/^pforge-pr-[1-9]\d*$/.test(name)) return 'review';
  return /^pforge-local-[A-Za-z0-9][A-Za-z0-9_-]*$/.test(name) ? 'local' : null;
}
