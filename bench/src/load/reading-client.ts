import { once } from 'node:events';
import { connect } from 'node:net';

/**
 * One connection that sends prepared GETs and counts the bytes of their answers, which may be long: it reads their
 * heads only.
 */
export interface ReadingClient {
  /** The status, or 0 when the connection ended first. One request at a time. */
  send(head: string): Promise<number>;
  close(): void;
}

const END_OF_HEAD = '\r\n\r\n';
const LENGTH = /\r\ncontent-length: (\d+)/i;

export async function openReadingClient(port: number): Promise<ReadingClient> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let answered: ((status: number) => void) | null = null;
  let status = 0;
  let missing = 0;

  function finish(): void {
    const resolve = answered;
    const ended = status;
    answered = null;
    status = 0;
    resolve?.(ended);
  }

  /** A head is always written at once here, as small as it is. */
  function readHead(bytes: Buffer): void {
    const end = bytes.indexOf(END_OF_HEAD);
    if (end < 0) throw new Error('an answer whose head comes in pieces');
    const head = bytes.toString('latin1', 0, end);
    status = Number(head.slice(9, 12));
    const length = status === 304 ? 0 : Number(LENGTH.exec(head)?.[1] ?? 0);
    missing = length - (bytes.length - end - END_OF_HEAD.length);
  }

  socket.on('data', (bytes: Buffer) => {
    if (status === 0) readHead(bytes);
    else missing -= bytes.length;
    if (missing <= 0) finish();
  });
  socket.on('error', () => {}).on('close', () => finish());
  await once(socket, 'connect');
  return {
    send(head) {
      if (socket.destroyed) return Promise.resolve(0);
      return new Promise((resolve) => {
        answered = resolve;
        socket.write(head, 'latin1');
      });
    },
    close: () => void socket.destroy(),
  };
}
