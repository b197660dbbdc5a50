// Writes the counts of the run to the file that tools/test.ts names, each test with its package.
import { writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

export default class TallyReporter {
  onRunComplete(_contexts, { numPassedTests, testResults }) {
    const file = process.env.PANGEO_FORGE_TEST_TALLY;
    if (!file) return;
    const named = (status) =>
      testResults.flatMap(({ testFilePath, testResults: tests }) =>
        tests.filter((test) => test.status === status).map(({ fullName }) => `${packageOf(testFilePath)}: ${fullName}`),
      );
    const broken = testResults
      .filter(({ testExecError }) => testExecError)
      .map(({ testFilePath }) => placeOf(testFilePath));
    const files = testResults.map(({ testFilePath, perfStats: { start, end } }) => ({
      file: placeOf(testFilePath),
      seconds: (end - start) / 1_000,
    }));
    writeFileSync(
      file,
      JSON.stringify({
        passed: numPassedTests,
        failed: [...named('failed'), ...broken],
        skipped: named('pending'),
        files,
      }),
    );
  }
}

const placeOf = (file) => path.relative(root, file);
const packageOf = (file) =>
  placeOf(file)
    .replace(/^packages\//, '')
    .split('/')[0];
