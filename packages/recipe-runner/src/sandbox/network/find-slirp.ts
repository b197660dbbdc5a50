import { findExecutable } from '@pangeo-forge/shared/process/find-executable';

/** Programs that give a network namespace a way out which is not the machine's own network. Absolute paths. */
export interface SlirpPrograms {
  unshare: string;
  slirp4netns: string;
  ip: string;
}

/** Null, unless all are installed. */
export async function findSlirp(searchPath: string): Promise<SlirpPrograms | null> {
  const find = (name: string) => findExecutable(name, `${searchPath}:/usr/sbin:/sbin`);
  const [unshare, slirp4netns, ip] = await Promise.all([find('unshare'), find('slirp4netns'), find('ip')]);
  return unshare && slirp4netns && ip ? { unshare, slirp4netns, ip } : null;
}
