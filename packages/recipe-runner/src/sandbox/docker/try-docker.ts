import Docker from 'dockerode';
import type { ProgramChooser } from '../../runner/choose-program.ts';
import { probeSandbox } from '../probe-sandbox.ts';
import type { Sandbox } from '../sandbox.ts';
import { reapContainers } from './container-owner.ts';
import { createDockerSandbox } from './docker.ts';
import { type DockerSettings, imageOfLine } from './docker-settings.ts';
import { createImagePrograms, DEFAULT_LINE, whyNoImage } from './image-programs.ts';
import { findOwnContainer } from './own-container.ts';

export type DockerAttempt = { sandbox: Sandbox; imagePrograms: ProgramChooser } | { missing: string };

/**
 * The sandbox of containers, if an engine answers, its image is there and a container can be started; containers that
 * dead workers left are removed.
 */
export async function tryDocker(settings: DockerSettings): Promise<DockerAttempt> {
  const attempt = await connectEngine(settings.host);
  if ('missing' in attempt) return attempt;
  const { engine } = attempt;
  const image = imageOfLine(settings.image, DEFAULT_LINE);
  const missing = await whyNoImage(engine, image);
  if (missing) return { missing };
  const own = await findOwnContainer(engine);
  await reapContainers(engine, own.id);
  const sandbox = createDockerSandbox(engine, { ...settings, image }, own);
  const problem = await probeSandbox(sandbox).catch((error: unknown) => (error as Error).message);
  return problem === null
    ? { sandbox, imagePrograms: createImagePrograms(engine, settings.image) }
    : { missing: problem };
}

type EngineAttempt = { engine: Docker } | { missing: string };

const DEFAULT_SOCKET = 'unix:///var/run/docker.sock';
const ANSWER_MS = 3_000;

/**
 * The engine behind a socket, once it has answered. A `docker` command on PATH proves nothing.
 * @param host the value of DOCKER_HOST: `unix://…` or `tcp://host:port`.
 */
export async function connectEngine(host: string = DEFAULT_SOCKET): Promise<EngineAttempt> {
  const url = URL.canParse(host) ? new URL(host) : null;
  if (url?.protocol !== 'unix:' && url?.protocol !== 'tcp:')
    return { missing: `DOCKER_HOST is "${host}", and must be unix:///path/to/docker.sock or tcp://host:port` };
  const where = url.protocol === 'unix:' ? { socketPath: url.pathname } : { host: url.hostname, port: url.port };
  try {
    await new Docker({ ...where, protocol: 'http', timeout: ANSWER_MS }).ping();
    return { engine: new Docker({ ...where, protocol: 'http' }) };
  } catch (error) {
    return { missing: whyNot(host, error) };
  }
}

function whyNot(host: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT')
    return `there is no socket at ${host}: install and start a Docker engine, or name its socket in DOCKER_HOST`;
  if (code === 'EACCES')
    return `this user may not use ${host}: add it to the group that owns the socket (who may use it is root on that machine)`;
  if (code === 'ECONNREFUSED') return `no engine answers at ${host}: start it`;
  return `the engine at ${host} does not answer: ${message}`;
}
