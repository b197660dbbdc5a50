import { expect, test } from '@jest/globals';
import { reviewHostOf } from './deployment-name.ts';

const domain = 'pforge-pr-7-0123456789ab.herokuapp.com';

test('the host of a review app follows from its name, unless Heroku sets another', () => {
  expect(reviewHostOf({ HEROKU_APP_NAME: 'pforge-pr-7' })).toBe('pforge-pr-7.herokuapp.com');
  expect(reviewHostOf({ HEROKU_APP_NAME: 'pforge-pr-7', HEROKU_APP_DEFAULT_DOMAIN_NAME: domain })).toBe(domain);
});

test('other apps have domains of their own', () => {
  expect(reviewHostOf({ HEROKU_APP_NAME: 'pangeo-forge-api-prod', HEROKU_APP_DEFAULT_DOMAIN_NAME: domain })).toBeNull();
  expect(reviewHostOf({})).toBeNull();
});
