import { request } from 'node:http';
import { homedir } from 'node:os';
import path from 'node:path';

const PATIENCE_MS = 1_000;

/**
 * The socket of a Docker engine that answers, or undefined. It is not the `docker` command that is run, which may
 * be installed where no engine runs, and then takes long to fail.
 */
export async function answeringDockerSocket(
  sockets: readonly string[] = ['/var/run/docker.sock', path.join(homedir(), '.docker/run/docker.sock')],
  patienceMs = PATIENCE_MS,
): Promise<string | undefined> {
  const answers = await Promise.all(sockets.map((socket) => answersPing(socket, patienceMs)));
  return sockets.find((_socket, index) => answers[index]);
}

function answersPing(socketPath: string, patienceMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const ping = request({ socketPath, path: '/_ping', timeout: patienceMs }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    ping.once('timeout', () => ping.destroy());
    ping.once('close', () => resolve(false));
    ping.once('error', () => resolve(false));
    ping.end();
  });
}
