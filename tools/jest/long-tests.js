/**
 * Tests that take minutes, and that `pnpm test --bounded` runs all the same: about ten minutes in all. What lacks a
 * program is skipped by name.
 */
const BOUNDED = [
  'webhook-timeout',
  'hostile-recipes',
  'install-packages',
  'package',
  'transcript',
  'documents/commands',
  'helm/chart',
  'log-of-a-gigabyte',
];

/** Which files are no tests of this run: PANGEO_FORGE_LONG_TESTS is `1` for all, `bounded`, or not there. */
export function ignoredTests(longTests) {
  if (longTests === '1') return [];
  const long = '.*\\.long\\.test\\.ts$';
  if (longTests !== 'bounded') return [long];
  return [`^(?!.*/(?:${BOUNDED.join('|')})\\.long\\.test\\.ts$)${long}`];
}
