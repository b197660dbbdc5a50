import { existsSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findExecutable } from '@pangeo-forge/shared/process/find-executable';
import { execa } from 'execa';
import { type ProductionLikeApi, startProductionLikeApi } from './production-like-api.ts';
import { TEST_KEY } from './start-test-api.ts';

const VERSION = '4.32.5';
const FOLDER = path.join(import.meta.dirname, `../../../.local/schemathesis-${VERSION}`);
const program = path.join(FOLDER, 'bin', 'schemathesis');
const python =
  (await findExecutable('python3.11', process.env['PATH'] ?? '')) ??
  (await findExecutable('python3', process.env['PATH'] ?? ''));

/** GitHub is not there to be asked; a log that is followed has no end. */
const ELSEWHERE = '^/github|/deliveries$|check-runs$|/logs$|^/repr';
const ANSWERS = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_schema_conformance',
  'unsupported_method',
  'allow_header_conformance',
];

/** Schemathesis is a Python program, for which Node has no equal; it comes from PyPI, once. */
const NAME = 'requests that Schemathesis makes of the description (needs Python)';

(python ? describe : describe.skip)(NAME, () => {
  let served: ProductionLikeApi;
  beforeAll(async () => {
    if (!existsSync(program)) {
      await execa(python ?? '', ['-m', 'venv', FOLDER]);
      await execa(path.join(FOLDER, 'bin', 'pip'), ['install', '--quiet', `schemathesis==${VERSION}`]);
    }
    served = await startProductionLikeApi();
  });
  afterAll(() => served.stop());

  async function run(...options: string[]) {
    const common = ['--header', `X-API-Key: ${TEST_KEY}`, '--no-color', '--workers', '2', '--continue-on-failure'];
    const args = ['run', `${served.api.url}/openapi.json`, ...common, ...options];
    const { exitCode, stdout } = await execa(program, args, { reject: false, cwd: FOLDER });
    return { exitCode, failures: exitCode === 0 ? '' : stdout };
  }

  test('are answered as described, whatever they contain, and never with 500', async () => {
    const phases = ['--phases', 'examples,coverage,fuzzing', '--max-examples', '10', '--max-time', '120'];
    const result = await run(...phases, '--checks', ANSWERS.join(','), '--exclude-path-regex', ELSEWHERE);
    expect(result).toEqual({ exitCode: 0, failures: '' });
  });

  test('may follow one another: deleted rows are gone, created rows exist', async () => {
    const checks = [...ANSWERS, 'use_after_free', 'ensure_resource_availability'].join(',');
    const phases = ['--phases', 'stateful', '--max-examples', '10', '--max-time', '60'];
    const result = await run(...phases, '--checks', checks, '--exclude-path-regex', ELSEWHERE);
    expect(result).toEqual({ exitCode: 0, failures: '' });
  });
});
