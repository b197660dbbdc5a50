// `pnpm test:live`: the scenarios of packages/github/test/live against the live GitHub (docs/developers.md has what
// they need).
import { fileURLToPath } from 'node:url';
import { LIVE_VARIABLES } from '@pangeo-forge/github/testing/live-target';
import { runProgram } from './test-run/run-program.ts';

const missing = LIVE_VARIABLES.filter((name) => !process.env[name]);
if (missing.length > 0) {
  console.error(`Set ${missing.join(', ')} first: see "The live GitHub" in docs/developers.md.`);
  process.exit(2);
}
const cwd = fileURLToPath(new URL('../packages/github', import.meta.url));
const { ok } = await runProgram('jest', ['test/live', '--verbose'], { cwd, env: process.env });
process.exitCode = ok ? 0 : 1;
