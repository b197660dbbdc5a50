import { reviewAppOf } from './review-app-of.ts';

export interface HerokuVariables {
  HEROKU_APP_NAME?: string | undefined;
  HEROKU_APP_DEFAULT_DOMAIN_NAME?: string | undefined;
}

/**
 * Where Heroku serves this review app, else null. With predictable URLs its name tells; else the host has a random part, which only Heroku knows
 * (`runtime-dyno-metadata`). https://devcenter.heroku.com/articles/app-names-and-subdomains
 */
export function reviewHostOf(variables: HerokuVariables): string | null {
  const app = reviewAppOf(variables);
  return app === null ? null : (variables.HEROKU_APP_DEFAULT_DOMAIN_NAME ?? `${app}.herokuapp.com`);
}
