import { chooseRunnerLine } from '@pangeo-forge/runner-environment/choose-runner-line';
import { RUNNER_LINES, type RunnerLine, readRunnerLock } from '@pangeo-forge/runner-environment/read-runner-lock';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type Docker from 'dockerode';
import type { ProgramChooser } from '../../runner/choose-program.ts';
import { describeImage, type ImageProgram } from './describe-image.ts';
import { hasImagePerLine, imageOfLine } from './docker-settings.ts';

/** The line of an image whose name tells none. */
export const DEFAULT_LINE: RunnerLine = '0.10';

/** Answers with the runner in the image of the line that a feedstock and its bakery ask for. */
export function createImagePrograms(engine: Docker, template: string): ProgramChooser {
  const lines = hasImagePerLine(template) ? RUNNER_LINES : [DEFAULT_LINE];
  const locks = Promise.all(lines.map((line) => readRunnerLock(line)));
  locks.catch(() => {});
  const known = new Map<string, ImageProgram>();
  return async (wish) => {
    const image = imageOfLine(template, chooseRunnerLine(wish, await locks));
    const found = known.get(image);
    if (found) return found;
    const missing = await whyNoImage(engine, image);
    if (missing) throw new AppError('invalid_config', missing);
    const program = await describeImage(engine, image);
    known.set(image, program);
    return program;
  };
}

/** Null when the engine has the image, else what to do. */
export async function whyNoImage(engine: Docker, image: string): Promise<string | null> {
  try {
    await engine.getImage(image).inspect();
    return null;
  } catch (error) {
    const { statusCode, message } = error as { statusCode?: number; message: string };
    if (statusCode !== 404) return `the engine does not tell about the image ${image}: ${message}`;
    return `the engine has no image ${image}: build it (docker build -f Dockerfile.runner -t ${image} .), or name another in PANGEO_FORGE_DOCKER_IMAGE`;
  }
}
