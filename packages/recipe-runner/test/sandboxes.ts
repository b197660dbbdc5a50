import { chooseSandbox } from '../src/sandbox/choose-sandbox.ts';
import type { Sandbox, SandboxName } from '../src/sandbox/sandbox.ts';

/** The sandboxes that work on this machine; tests of the others are skipped by name. */
export async function sandboxesHere(): Promise<Record<SandboxName, Sandbox | null>> {
  const find = async (requested: SandboxName): Promise<Sandbox | null> => {
    const wish = { requested, deployment: 'pforge-local-test', searchPath: process.env['PATH'] ?? '' };
    return chooseSandbox(wish).then(
      ({ sandbox }) => sandbox,
      () => null,
    );
  };
  return { process: await find('process'), bubblewrap: await find('bubblewrap') };
}
