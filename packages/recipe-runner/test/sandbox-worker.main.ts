import { startScript } from './run-in-sandbox.ts';
import type { SandboxName } from '../src/sandbox/sandbox.ts';
import { sandboxHere } from './sandboxes.ts';

/** A worker that a test kills: starts a long sleep in the named sandbox. */
const [, , name, seconds] = process.argv;
const sandbox = (await sandboxHere(name as SandboxName))?.sandbox;
if (!sandbox) throw new Error(`the sandbox ${name} does not work here`);
const started = await startScript(sandbox, `exec sleep ${seconds}`);
await started.finish();
