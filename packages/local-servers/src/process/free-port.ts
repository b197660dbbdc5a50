import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below the range from which operating systems choose free ports, so that no other process gets it by chance. */
const [FIRST, LAST] = [10_000, 30_000];
const ATTEMPTS = 100;

/** A port of 127.0.0.1 that no process listens on. Another may take it first: callers should retry if they can. */
export async function freePort(): Promise<number> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const port = randomInt(FIRST, LAST);
    if (await isPortFree(port)) return port;
  }
  throw new Error(`No port between ${FIRST} and ${LAST} is free.`);
}

/** Whether no process listens on this port of 127.0.0.1, or of all addresses. */
export function isPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
