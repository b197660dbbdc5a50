// Writes the counts of one package to a file, which tools/test.ts adds up.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export default class TallyReporter {
  #rootDir;

  constructor(globalConfig) {
    this.#rootDir = globalConfig.rootDir;
  }

  onRunComplete(_contexts, results) {
    const directory = process.env.PANGEO_FORGE_TEST_TALLY;
    if (!directory) return;
    const named = (status) =>
      results.testResults.flatMap((file) =>
        file.testResults.filter((test) => test.status === status).map((test) => test.fullName),
      );
    const broken = results.testResults.filter((file) => file.testExecError).map((file) => file.testFilePath);
    mkdirSync(directory, { recursive: true });
    writeFileSync(
      path.join(directory, `${path.basename(this.#rootDir)}.json`),
      JSON.stringify({
        passed: results.numPassedTests,
        failed: [...named('failed'), ...broken],
        skipped: named('pending'),
        files: results.testResults.map((file) => ({
          file: path.relative(this.#rootDir, file.testFilePath),
          start: file.perfStats.start,
          end: file.perfStats.end,
          tests: file.testResults.map((test) => ({ name: test.fullName, ms: test.duration })),
        })),
      }),
    );
  }
}
