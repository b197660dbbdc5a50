import { readFile } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type Docker from 'dockerode';

export interface OwnContainer {
  /** Of the container that this process is in; null on a machine. */
  id: string | null;
  /** Where the engine's machine has what we have at `path`. */
  hostPath: (path: string) => string;
}

/**
 * The engine mounts files of each container's own folder there, and the path of that folder holds the container's id.
 */
const ID_IN_MOUNTS = /\/([0-9a-f]{64})\/\S* \/etc\/(?:hostname|resolv\.conf) /;

/**
 * Sibling containers are given folders by the names that the engine's machine has for them. When we are in a container
 * ourselves, what we see lies elsewhere: the engine knows where, for everything that was mounted into us.
 */
export async function findOwnContainer(engine: Docker, mountInfo = '/proc/self/mountinfo'): Promise<OwnContainer> {
  const id = ID_IN_MOUNTS.exec(await readFile(mountInfo, 'utf8').catch(() => ''))?.[1];
  const found =
    id === undefined
      ? null
      : await engine
          .getContainer(id)
          .inspect()
          .catch(() => null);
  if (!found) return { id: null, hostPath: (path) => path };
  return {
    id: found.Id,
    hostPath(path) {
      const inside = (folder: string) =>
        !relative(folder, path).startsWith('..') && !isAbsolute(relative(folder, path));
      const mounts = found.Mounts.filter(({ Destination }) => inside(Destination));
      const nearest = mounts.toSorted((a, b) => b.Destination.length - a.Destination.length)[0];
      if (nearest && nearest.Source) return join(nearest.Source, relative(nearest.Destination, path));
      throw new AppError(
        'invalid_config',
        `${path} is in this container only, where a sibling container cannot see it: mount a volume or a folder of the machine there`,
      );
    },
  };
}
