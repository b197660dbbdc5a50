import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { SmeeClient } from 'smee-client';

const CONNECT_LIMIT_MS = 15_000;

/**
 * Forwards the events of a channel to the local gateway. GitHub's signature stays valid: the channel does not change
 * payloads.
 */
export async function forwardSmee(
  channel: string,
  target: string,
  log: (message: string) => void,
): Promise<{ stop(): Promise<void> }> {
  const logger = { info: (message: unknown) => log(`smee: ${String(message)}`), error: () => {} };
  const client = new SmeeClient({ source: channel, target, logger, maxConnectionTimeout: CONNECT_LIMIT_MS });
  try {
    await client.start();
  } catch (error) {
    const { message } = error as { message?: string };
    throw new AppError('unavailable', `The channel ${channel} could not be read${message ? ` (${message})` : ''}.`);
  }
  return { stop: () => client.stop() };
}
