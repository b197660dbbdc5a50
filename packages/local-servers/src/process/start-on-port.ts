import { readFileSync } from 'node:fs';
import { freePort } from './free-port.ts';
import type { SupervisedServer } from './supervise.ts';
import { until } from './until.ts';

const ATTEMPTS = 5;

export interface StartOnPortOptions {
  /** For messages, such as `Postgres`. */
  name: string;
  /** 0: any free port. */
  port: number;
  logFile: string;
  start(port: number): SupervisedServer;
  ready(port: number, server: SupervisedServer): boolean | Promise<boolean>;
}

/**
 * Starts a server that cannot choose its own port, and waits until it answers. With port 0 it retries when another
 * process takes the port in between.
 */
export async function startOnPort(options: StartOnPortOptions): Promise<{ port: number; server: SupervisedServer }> {
  for (let attempt = 1; ; attempt++) {
    const port = options.port || (await freePort());
    const server = options.start(port);
    let isReady = false;
    const isDecided = async () => {
      isReady = !server.hasExited() && (await options.ready(port, server));
      return isReady || server.hasExited();
    };
    await until(isDecided);
    if (isReady) return { port, server };

    await server.stop();
    const log = readFileSync(options.logFile, 'utf8').trim();
    if (options.port === 0 && attempt < ATTEMPTS && /address already in use/i.test(log)) continue;
    throw new Error(
      `${options.name} did not start on 127.0.0.1:${port}. The end of its log (${options.logFile}):\n` +
        log.split('\n').slice(-10).join('\n'),
    );
  }
}
