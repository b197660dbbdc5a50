import { chooseSandbox, type SandboxChoice } from '../src/sandbox/choose-sandbox.ts';
import { DEFAULT_DOCKER_SETTINGS } from '../src/sandbox/docker/docker-settings.ts';
import type { Sandbox, SandboxName } from '../src/sandbox/sandbox.ts';

/** As it is found on this machine; null where it does not work. */
export async function sandboxHere(requested: SandboxName): Promise<SandboxChoice | null> {
  const image = process.env['PANGEO_FORGE_DOCKER_IMAGE'] ?? DEFAULT_DOCKER_SETTINGS.image;
  const docker = { ...DEFAULT_DOCKER_SETTINGS, image, host: process.env['DOCKER_HOST'] };
  const preference = { requested, deployment: 'pforge-local-test', searchPath: process.env['PATH'] ?? '', docker };
  return chooseSandbox(preference).catch(() => null);
}

/** The sandboxes that work on this machine; tests of the others are skipped by name. */
export async function sandboxesHere(): Promise<Record<SandboxName, Sandbox | null>> {
  const find = async (name: SandboxName) => (await sandboxHere(name))?.sandbox ?? null;
  return { process: await find('process'), bubblewrap: await find('bubblewrap'), docker: await find('docker') };
}
