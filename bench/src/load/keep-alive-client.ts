import { once } from 'node:events';
import { connect } from 'node:net';

/**
 * One connection that sends prepared requests and reads only the status of their answers: an HTTP library in the
 * generator would take the processor from what is measured.
 */
export interface KeepAliveClient {
  /** The status, or 0 when the connection ended first. One request at a time. */
  send(head: string, body: Buffer): Promise<number>;
  close(): void;
}

const STATUS = /^HTTP\/1\.1 (\d{3})/;
const LENGTH = /\r\ncontent-length: (\d+)/i;

export async function openClient(port: number): Promise<KeepAliveClient> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let answered: ((status: number) => void) | null = null;
  let received = '';

  function finish(status: number): void {
    const resolve = answered;
    answered = null;
    received = '';
    resolve?.(status);
  }

  socket.on('data', (bytes) => {
    received += bytes.toString('latin1');
    const end = received.indexOf('\r\n\r\n');
    if (end < 0) return;
    const length = Number(LENGTH.exec(received)?.[1] ?? 0);
    if (received.length >= end + 4 + length) finish(Number(STATUS.exec(received)?.[1] ?? 0));
  });
  socket.on('error', () => {}).on('close', () => finish(0));
  await once(socket, 'connect');
  return {
    send(head, body) {
      if (socket.destroyed) return Promise.resolve(0);
      return new Promise((resolve) => {
        answered = resolve;
        socket.cork();
        socket.write(head, 'latin1');
        socket.write(body);
        socket.uncork();
      });
    },
    close: () => void socket.destroy(),
  };
}
