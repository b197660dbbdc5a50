import { chown, stat } from 'node:fs/promises';
import { type Duplex, PassThrough } from 'node:stream';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { withTimeout } from '@pangeo-forge/shared/process/with-timeout';
import type Docker from 'dockerode';
import type { ProcessExit, Sandbox, SandboxCommand, SandboxedProcess } from '../sandbox.ts';
import { ensureBakeNetwork, keepToPublicNetwork } from './bake-network.ts';
import { containerOptions, ENVIRONMENT_FILE } from './container-options.ts';
import { ownerLabels } from './container-owner.ts';
import type { DockerSettings } from './docker-settings.ts';
import { copyIntoContainer } from './copy-into-container.ts';
import type { OwnContainer } from './own-container.ts';
import { type ContainerWatch, watchContainer } from './watch-container.ts';

const KILL_DEADLINE_MS = 60_000;
const RECIPE_USER = 1000;
/** How a shell reports SIGKILL. */
const KILLED = 137;

/**
 * A sibling container for each call: the engine holds it to its memory, processors and number of processes, filters its
 * system calls, and gives it an empty, a public or the machine's network. Whatever is secret goes into its memory over
 * a stream.
 */
export function createDockerSandbox(engine: Docker, settings: DockerSettings, own: OwnContainer): Sandbox {
  return {
    name: 'docker',
    networks: ['none', 'public', 'host'],
    async start(command) {
      if (command.network === 'public') await ensureBakeNetwork(engine, settings.network);
      const image = command.image ?? settings.image;
      const user = await ownerOfFiles(command.writable);
      const place = {
        image,
        network: command.network === 'public' ? settings.network : command.network,
        user,
        cpus: settings.cpus,
        labels: ownerLabels(own.id),
        hostPath: own.hostPath,
      };
      const container = await engine.createContainer(containerOptions(command, place));
      try {
        return await startContainer(engine, container, command, image);
      } catch (error) {
        await container.remove({ force: true }).catch(() => {}); // the engine may have done so
        throw new AppError('unavailable', `the container could not be started: ${(error as Error).message}`, {
          cause: error,
        });
      }
    },
  };
}

async function startContainer(
  engine: Docker,
  container: Docker.Container,
  command: SandboxCommand,
  image: string,
): Promise<SandboxedProcess> {
  const stream = (await container.attach({
    stream: true,
    stdin: true,
    stdout: true,
    stderr: true,
    hijack: true,
  })) as Duplex;
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  container.modem.demuxStream(stream, stdout, stderr);
  stream.on('close', () => [stdout, stderr].forEach((output) => output.end()));
  stream.on('error', () => {}); // the container's end reports what happened
  const removed = container.wait({ condition: 'removed' }) as Promise<{ StatusCode: number }>;
  removed.catch(() => {}); // its caller may await it only after it has ended
  const watch = await watchContainer(engine, container);
  try {
    await container.start();
    const files = [...command.secretFiles, { path: ENVIRONMENT_FILE, content: quoteEnvironment(command.environment) }];
    await copyIntoContainer(container, {
      files,
      directories: command.ownDirectories,
      emptyDirectories: command.scratch.subdirectories,
    });
    if (command.network === 'public') await keepToPublicNetwork(engine, container, image);
    stream.write('go\n');
  } catch (error) {
    watch.end();
    stream.destroy();
    throw error;
  }
  return {
    stdout,
    stderr,
    usage: watch.usage,
    ...follow(container, removed, watch, command.limits.memoryBytes !== undefined),
  };
}

function follow(
  container: Docker.Container,
  removed: Promise<{ StatusCode: number }>,
  watch: ContainerWatch,
  memoryIsLimited: boolean,
) {
  let killed = false;
  const exited = removed.then(({ StatusCode }): ProcessExit => {
    watch.end();
    const ended = killed ? { exitCode: null, signal: 'SIGKILL' as const } : { exitCode: StatusCode, signal: null };
    // The end of the container can be heard before what led to it.
    const killedByKernel = memoryIsLimited && ended.exitCode === KILLED;
    return watch.outOfMemory() || killedByKernel ? { ...ended, outOfMemory: true } : ended;
  });
  exited.catch(() => {});
  const gone = exited.then(
    () => true,
    () => true,
  );
  return {
    exited,
    async killTree() {
      const stillThere = await Promise.race([gone.then(() => false), Promise.resolve(true)]);
      if (!stillThere) return true;
      killed = true;
      await container.kill().catch(() => {}); // it has just ended by itself
      return withTimeout(gone, KILL_DEADLINE_MS, () => false);
    },
  };
}

/**
 * Output folders and their files belong to the worker's user; a worker that is root runs recipe code as another user.
 */
async function ownerOfFiles(writable: readonly string[]): Promise<{ uid: number; gid: number }> {
  const uid = process.getuid?.() ?? RECIPE_USER;
  if (uid !== 0) return { uid, gid: process.getgid?.() ?? uid };
  for (const directory of writable) {
    const { uid: owner } = await stat(directory);
    if (owner === 0) await chown(directory, RECIPE_USER, RECIPE_USER);
  }
  return { uid: RECIPE_USER, gid: RECIPE_USER };
}

/** The variables as a file that a shell reads, whatever their values hold. */
function quoteEnvironment(environment: Readonly<Record<string, string>>): string {
  return Object.entries(environment)
    .map(([name, value]) => `${name}='${value.replaceAll("'", String.raw`'\''`)}'\n`)
    .join('');
}
