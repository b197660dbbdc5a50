import { expect, test } from '@jest/globals';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { explainRefusal } from './explain-refusal.ts';

const step = { doing: 'bringing the recipe into the feedstock', repository: 'pangeo-forge/noaa-feedstock' };

/** As GitHub words them: see the sources in its documentation and in the public reports of other Apps. */
test.each<[number, string, RegExp]>([
  [
    422,
    'Repository creation failed.: name already exists on this account',
    /exists already, and this pull request did not make it/,
  ],
  [422, 'Reference already exists', /a branch already/],
  [422, 'Validation Failed: A pull request already exists for pangeo-forge:create-feedstock.', /another pull request/],
  [403, 'Repository was archived so is read-only.', /archived/],
  [403, 'Resource not accessible by integration', /`administration=write`/],
  [405, 'Pull Request is not mergeable', /has conflicts/],
  [405, 'Changes must be made through the merge queue', /only through its merge queue/],
  [405, 'Required status check "review" is expected.', /protected/],
  [405, "You're not authorized to push to this branch.", /protected/],
  [409, 'Head branch was modified. Review and try the merge again.', /pushed to the branch/],
  [404, 'Not Found', /not there any more/],
  [422, 'Something that nobody has seen before', /Something that nobody has seen before/],
])('a refusal %i "%s" says what happened and what to do next', (status, message, says) => {
  const error = new AppError('github_refused', `GitHub answered ${status} to POST /x: ${message}`, {
    context: { status, message, ...(status === 403 ? { missingPermission: 'administration=write' } : {}) },
  });
  const { happened, next } = explainRefusal(error, step);
  expect(happened).toMatch(says);
  expect(next).not.toBe('');
});
