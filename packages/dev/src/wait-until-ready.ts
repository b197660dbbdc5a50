import { setTimeout as pause } from 'node:timers/promises';

const LIMIT_MS = 300_000;
const LOOK_AGAIN_MS = 100;

export async function waitUntilReady(url: string): Promise<'ready' | 'not ready'> {
  const deadline = Date.now() + LIMIT_MS;
  while (Date.now() < deadline) {
    const ready = await fetch(`${url}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return 'ready';
    await pause(LOOK_AGAIN_MS);
  }
  return 'not ready';
}
