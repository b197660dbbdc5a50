export type DeploymentKind = 'prod' | 'staging' | 'review' | 'local';

/** The kind of deployment that a name stands for; null when it follows none of the naming rules. */
export function deploymentKindOf(name: string): DeploymentKind | null {
  if (name === 'pangeo-forge') return 'prod';
  if (name === 'pangeo-forge-staging') return 'staging';
  if (/^pforge-pr-[1-9]\d*$/.test(name)) return 'review';
  return /^pforge-local-[A-Za-z0-9][A-Za-z0-9_-]*$/.test(name) ? 'local' : null;
}

/**
 * The review app that this is, by Heroku's variables; else null. Other apps may have these variables too
 * (`runtime-dyno-metadata`), and their names say nothing about the deployment: `pangeo-forge-api-prod` is
 * `pangeo-forge`.
 */
export function reviewAppOf({ HEROKU_APP_NAME: app }: { HEROKU_APP_NAME?: string | undefined }): string | null {
  return app !== undefined && deploymentKindOf(app) === 'review' ? app : null;
}

export interface HerokuVariables {
  HEROKU_APP_NAME?: string | undefined;
  HEROKU_APP_DEFAULT_DOMAIN_NAME?: string | undefined;
}

/**
 * The host that serves this review app, else null. With predictable URLs it follows from the name; else it has a random
 * part, which only Heroku knows (`runtime-dyno-metadata`).
 * https://devcenter.heroku.com/articles/app-names-and-subdomains
 */
export function reviewHostOf(variables: HerokuVariables): string | null {
  const app = reviewAppOf(variables);
  return app === null ? null : (variables.HEROKU_APP_DEFAULT_DOMAIN_NAME ?? `${app}.herokuapp.com`);
}
