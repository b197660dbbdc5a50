import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type Docker from 'dockerode';
import { z } from 'zod';
import { runHelper } from './run-helper.ts';

export interface ImageProgram {
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
export async function describeImage(engine: Docker, image: string): Promise<ImageProgram> {
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
