import { setTimeout as pause } from 'node:timers/promises';
import type { Perform } from '@pangeo-forge/github/feedstocks/perform';
import { refusalStatus } from '@pangeo-forge/github/github-error';
import { AppError } from '@pangeo-forge/shared/errors/app-error';

const FIRST_PAUSE_MS = 500;
const TRIES = 6;

/** Looks whether a step was done, and does it if not; comes back while GitHub is still writing down the step before. */
export function performByHand(signal: AbortSignal, onStep: (name: string) => void): Perform {
  return async (name, { look, send }) => {
    onStep(name);
    for (let tries = 1; ; tries++) {
      try {
        const found = look === 'again' ? null : await look();
        return found ?? (await send());
      } catch (error) {
        const isLag =
          refusalStatus(error) === 404 || (error instanceof AppError && error.code === 'github_unavailable');
        if (!isLag || tries === TRIES) throw error;
        await pause(FIRST_PAUSE_MS * 2 ** (tries - 1), undefined, { signal });
      }
    }
  };
}
