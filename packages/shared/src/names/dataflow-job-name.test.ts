import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dataflowJobName, recipeRunIdOfJob } from './dataflow-job-name.ts';

const RUNNERS_PATTERN = /^[a-z][-_0-9a-z]{0,62}$/;
const DATAFLOWS_PATTERN = /^[a-z]([-a-z0-9]{0,1022}[a-z0-9])?$/;
const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/);
const host = fc.array(label, { minLength: 1, maxLength: 6 }).map((labels) => labels.join('.'));
const origin = fc
  .record({ host, hookPath: fc.constantFrom('/github/hooks/', '/elsewhere/', undefined) })
  .map(({ host: name, hookPath }) => (hookPath === undefined ? { host: name } : { host: name, hookPath }));
const runId = fc.integer({ min: 1, max: 2_147_483_647 });

test('the name of run 1191 at api.pangeo-forge.org is what the deployed Cloud Function decodes', () => {
  expect(dataflowJobName({ host: 'api.pangeo-forge.org' }, 1191)).toBe(
    'a6170692e70616e67656f2d666f7267652e6f7267251191',
  );
});

test('every name is accepted by the runner and Dataflow, and decodes to its run', () => {
  fc.assert(
    fc.property(origin, runId, (place, id) => {
      const name = dataflowJobName(place, id);
      expect(name).toMatch(RUNNERS_PATTERN);
      expect(name).toMatch(DATAFLOWS_PATTERN);
      expect(recipeRunIdOfJob(name, place)).toBe(id);
    }),
    { numRuns: 2_000 },
  );
});

test('a long host does not strand a run when ids grow: staging at run 10000', () => {
  const staging = { host: 'api-staging.pangeo-forge.org' };
  expect(dataflowJobName(staging, 9_999)).toMatch(/^a/);
  expect(dataflowJobName(staging, 10_000)).toMatch(/^b[0-9a-f]{16}-10000$/);
  expect(recipeRunIdOfJob(dataflowJobName(staging, 10_000), staging)).toBe(10_000);
});

test('no two runs share a name, and no deployment takes another’s job as its own', () => {
  fc.assert(
    fc.property(origin, origin, runId, runId, (one, other, id, otherId) => {
      const same =
        one.host === other.host && (one.hookPath ?? '/github/hooks/') === (other.hookPath ?? '/github/hooks/');
      if (id !== otherId) expect(dataflowJobName(one, id)).not.toBe(dataflowJobName(one, otherId));
      if (!same) expect(recipeRunIdOfJob(dataflowJobName(one, id), other)).toBeNull();
    }),
    { numRuns: 2_000 },
  );
});

test('other job names decode to no run', () => {
  fc.assert(
    fc.property(fc.string(), (name) => expect(recipeRunIdOfJob(name, { host: 'api.pangeo-forge.org' })).toBeNull()),
  );
});
