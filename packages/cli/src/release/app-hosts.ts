import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { classifyConfigFile } from '@pangeo-forge/shared/config/classify-config-file';
import { readConfigFile } from '@pangeo-forge/shared/config/read-config-file';
import type { Decrypt } from '@pangeo-forge/shared/config/sops';
import { z } from 'zod';

export interface AppHosts {
  /** App name to public host; apps whose bakeries name none are not in it. */
  hosts: Record<string, string>;
  /** Bakeries of one app that name another host than the one before. */
  conflicts: string[];
}

const pushSchema = z.looseObject({
  PangeoForge: z.looseObject({ push: z.looseObject({ audience: z.string() }).optional() }).optional(),
});
const ENDPOINT = /^https:\/\/([^/]+)\/dataflow\/push$/;

/**
 * Where each app takes pushes, by the audience that its bakeries' files name: only what is pushed there is believed, so no other host would do. Heroku
 * gives an app a host with a random part unless review apps have predictable URLs, so an app's name alone does not tell.
 */
export async function appHosts(configDir: string, apps: readonly string[], decrypt: Decrypt): Promise<AppHosts> {
  const folder = path.join(configDir, 'bakeries');
  const found: AppHosts = { hosts: {}, conflicts: [] };
  const names: string[] = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return [];
  });
  for (const name of names.sort()) {
    const file = classifyConfigFile('bakeries', name);
    if (file.kind !== 'bakery' || !apps.includes(file.deployment)) continue;
    const read = await readConfigFile(path.join(folder, name), pushSchema, decrypt);
    const audience = read.outcome === 'read' ? read.value.PangeoForge?.push?.audience : undefined;
    const host = ENDPOINT.exec(audience ?? '')?.[1];
    if (host === undefined) continue;
    const before = (found.hosts[file.deployment] ??= host);
    if (before !== host)
      found.conflicts.push(`bakeries/${name} takes pushes at ${host}, but they are sent to ${before}.`);
  }
  return found;
}
