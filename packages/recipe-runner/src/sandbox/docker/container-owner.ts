import { hostname } from 'node:os';
import type Docker from 'dockerode';
import { z } from 'zod';
import { isAlive, ownIdentity, processIdentitySchema } from '../process-identity.ts';

const OWNER = 'org.pangeo-forge.sandbox.owner';
const ownerSchema = z.object({ host: z.string(), container: z.string().nullable(), process: processIdentitySchema });

/** Names this process on the containers that it starts. */
export function ownerLabels(ownContainer: string | null): Record<string, string> {
  return { [OWNER]: JSON.stringify({ host: hostname(), container: ownContainer, process: ownIdentity() }) };
}

/**
 * Removes containers whose worker is dead. They kill themselves when they lose it; recipe code that prevented that is
 * ended here. Containers of workers on other machines that share the engine are left alone: nothing is known of those.
 * @returns how many were removed.
 */
export async function reapContainers(engine: Docker, ownContainer: string | null): Promise<number> {
  const containers = await engine.listContainers({ all: true, filters: { label: [OWNER] } });
  let removed = 0;
  for (const { Id, Labels } of containers) {
    if (await ownerLives(engine, Labels[OWNER] ?? '', ownContainer)) continue;
    await engine
      .getContainer(Id)
      .remove({ force: true })
      .catch(() => {}); // it has just ended by itself
    removed += 1;
  }
  return removed;
}

async function ownerLives(engine: Docker, label: string, ownContainer: string | null): Promise<boolean> {
  const owner = parseOwner(label);
  if (!owner) return true;
  if (owner.host === hostname() && owner.container === ownContainer) return isAlive(owner.process);
  if (owner.container === null) return true;
  const found = await engine
    .getContainer(owner.container)
    .inspect()
    .catch(() => null);
  return found?.State.Running ?? false;
}

function parseOwner(label: string): z.infer<typeof ownerSchema> | null {
  try {
    return ownerSchema.parse(JSON.parse(label));
  } catch {
    return null;
  }
}
