// Makes the Python environment ahead of time, where an image is built: `node src/main.ts FOLDER`. Prints the runner's path.
import { ensureRunnerEnvironment } from './ensure-runner-environment.ts';
import { RunnerEnvironmentError } from './runner-environment-error.ts';

const rootDir = process.argv[2];
if (rootDir === undefined) {
  process.stderr.write('Name the folder that shall hold the environment, as role run looks for it: .local/runner\n');
  process.exit(2);
}
try {
  const onProgress = (message: string) => process.stderr.write(`${message}\n`);
  const { executable } = await ensureRunnerEnvironment({ rootDir, environment: process.env, onProgress });
  process.stdout.write(`${executable}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof RunnerEnvironmentError ? error.message : String((error as Error).stack)}\n`);
  process.exit(1);
}
