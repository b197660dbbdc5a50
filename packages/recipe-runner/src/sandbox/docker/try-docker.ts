import type { ProgramChooser } from '../../runner/choose-program.ts';
import { probeSandbox } from '../probe-sandbox.ts';
import type { Sandbox } from '../sandbox.ts';
import { connectEngine } from './connect-engine.ts';
import { reapContainers } from './container-owner.ts';
import { createDockerSandbox } from './docker.ts';
import { type DockerSettings, imageOfLine } from './docker-settings.ts';
import { createImagePrograms, DEFAULT_LINE, whyNoImage } from './image-programs.ts';
import { findOwnContainer } from './own-container.ts';

export type DockerAttempt = { sandbox: Sandbox; imagePrograms: ProgramChooser } | { missing: string };

/** The sandbox of containers, if an engine answers, its image is there and a container can be started; containers that dead workers left are removed. */
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
