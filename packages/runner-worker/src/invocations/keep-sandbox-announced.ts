import type { Pool } from '@pangeo-forge/db/open-database';
import { announceSandbox, type SandboxAnnouncement } from '@pangeo-forge/db/settings/sandboxes';
import type { Logger } from 'pino';

const EVERY_MS = 60_000;

/** Announces the sandbox of a process of role `run`, now and every minute, until it is ended. */
export async function keepSandboxAnnounced(
  pool: Pool,
  announcement: SandboxAnnouncement,
  logger: Logger,
): Promise<{ end: () => void }> {
  await announceSandbox(pool, announcement);
  const timer = setInterval(() => {
    announceSandbox(pool, announcement).catch((error: unknown) =>
      logger.warn({ err: error }, 'the sandbox could not be announced'),
    );
  }, EVERY_MS);
  return { end: () => clearInterval(timer) };
}
