import { chooseRunnerLine } from '@pangeo-forge/runner-environment/choose-runner-line';
import { readRunnerLock, RUNNER_LINES, type RunnerLine } from '@pangeo-forge/runner-environment/read-runner-lock';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type Docker from 'dockerode';
import { z } from 'zod';
import type { ProgramChooser } from '../../runner/choose-program.ts';
import { hasImagePerLine, imageOfLine } from './docker-settings.ts';
import { runHelper } from './run-helper.ts';

/** The line of an image whose name contains none. */
export const DEFAULT_LINE: RunnerLine = '0.10';

/** Answers with the runner in the image of the line that a feedstock and its bakery ask for. */
export function createImagePrograms(engine: Docker, template: string): ProgramChooser {
  const lines = hasImagePerLine(template) ? RUNNER_LINES : [DEFAULT_LINE];
  const locks = Promise.all(lines.map((line) => readRunnerLock(line)));
  locks.catch(() => {});
  const known = new Map<string, ImageProgram>();
  return async (preference) => {
    const image = imageOfLine(template, chooseRunnerLine(preference, await locks));
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
    if (statusCode !== 404) return `the engine cannot describe the image ${image}: ${message}`;
    return `the engine has no image ${image}: build it (docker build -f Dockerfile.runner -t ${image} .), or name another in PANGEO_FORGE_DOCKER_IMAGE`;
  }
}

interface ImageProgram {
  image: string;
  executable: string;
  searchPath: readonly string[];
  /** Nothing of this machine: the image holds all. */
  visible: readonly string[];
  sitePackages: string;
}

const ASK = `set -e
runner=$(readlink -f "$(command -v pangeo-forge-runner)")
bin=$(dirname "$runner")
exec "$bin/python" -I -c 'import json, sys, sysconfig; print(json.dumps([sys.argv[1], sys.argv[2], sysconfig.get_paths()["purelib"]]))' "$runner" "$bin"`;

/**
 * Finds the pangeo-forge-runner on the PATH of an image.
 * @throws AppError `invalid_config`
 */
async function describeImage(engine: Docker, image: string): Promise<ImageProgram> {
  const answer = await runHelper(engine, {
    Image: image,
    User: '65534:65534',
    Entrypoint: ['/bin/sh', '-c', ASK],
    Cmd: [],
    HostConfig: { NetworkMode: 'none' },
  });
  if (answer.exitCode !== 0)
    throw new AppError(
      'invalid_config',
      `the image ${image} (PANGEO_FORGE_DOCKER_IMAGE) has no working pangeo-forge-runner on its PATH: ${answer.stderr.trim().slice(-300) || 'it was not found'}`,
    );
  const [executable, bin, sitePackages] = z
    .tuple([z.string(), z.string(), z.string()])
    .parse(JSON.parse(answer.stdout));
  return { image, executable, searchPath: [bin], visible: [], sitePackages };
}
