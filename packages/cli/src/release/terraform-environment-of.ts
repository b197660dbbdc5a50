const PERSISTENT = ['pangeo-forge', 'pangeo-forge-staging'] as const;

export type TerraformEnvironment = (typeof PERSISTENT)[number] | 'dev';

/**
 * Folder under `terraform/`: the two deployments that stay have one each, all others share `dev`, so that none of them
 * can take theirs down.
 */
export function terraformEnvironmentOf(deployment: string): TerraformEnvironment {
  return PERSISTENT.find((name) => name === deployment) ?? 'dev';
}
