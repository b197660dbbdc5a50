import { deploymentKindOf } from './deployment-name.ts';

/**
 * The review app that Heroku says this is, else null. Other apps may be told their names too (`runtime-dyno-metadata`), and those say nothing
 * about the deployment: `pangeo-forge-api-prod` is `pangeo-forge`.
 */
export function reviewAppOf({ HEROKU_APP_NAME: app }: { HEROKU_APP_NAME?: string | undefined }): string | null {
  return app !== undefined && deploymentKindOf(app) === 'review' ? app : null;
}
