import { readFile } from 'node:fs/promises';
import { startScript } from './run-in-sandbox.ts';
import { sandboxHere } from './sandboxes.ts';

/** A worker that a test runs in a container: lets a sibling write into the folder named, and prints what it wrote. */
const [, , folder = ''] = process.argv;
const { sandbox } = (await sandboxHere('docker')) ?? {};
if (!sandbox) throw new Error('the engine cannot be used from here');
const started = await startScript(sandbox, `echo written by a sibling > ${folder}/file`, { writable: [folder] });
const { exitCode, stderr } = await started.finish();
console.log(exitCode === 0 ? await readFile(`${folder}/file`, 'utf8') : stderr);
const elsewhere = startScript(sandbox, 'true', { writable: ['/var'] });
console.log(
  await elsewhere.then(
    () => 'mounted',
    (error: Error) => error.message,
  ),
);
process.exit(); // the engine's connections are kept for the next call
