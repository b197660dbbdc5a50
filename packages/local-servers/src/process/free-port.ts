import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Below what operating systems give to whoever asks for any port, so that nobody else gets it by chance. */
const [FIRST, LAST] = [10_000, 30_000];
const ATTEMPTS = 100;

/** A port on 127.0.0.1 that nobody listens on. Another process may take it first, so callers that can try again. */
export async function freePort(): Promise<number> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const port = randomInt(FIRST, LAST);
    if (await isFree(port)) return port;
  }
  throw new Error(`No port between ${FIRST} and ${LAST} is free.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
