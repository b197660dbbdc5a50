import { maxHeaderSize, STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

const TOO_LONG = `The address and the headers are longer than ${maxHeaderSize / 1024} kB together: send fewer or shorter parameters.`;

/** Why Node could not read a request. [nodejs.org/api/http.html, event clientError] */
const PROBLEMS: Readonly<Record<string, { status: number; detail: string }>> = {
  HPE_HEADER_OVERFLOW: { status: 431, detail: TOO_LONG },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: {
    status: 413,
    detail: 'The chunk extensions are too long: send the body without them.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    detail: 'The request did not arrive in time: send it again, and completely.',
  },
};
const BROKEN = { status: 400, detail: 'This is not a valid HTTP request: check its first line, headers and body.' };

/** How long what is still arriving is read. Closed earlier, the connection would be reset and the answer lost. */
const LINGER_MS = 1_000;

/**
 * A request that Node cannot read never reaches the routes: it gets an answer of the same form here, and the connection
 * is closed.
 */
export function answerBrokenRequests(server: Server): void {
  const newest = new WeakMap<Socket, ServerResponse>();
  const answered = new WeakSet<Socket>();
  server.on('request', ({ socket }: IncomingMessage, response) => void newest.set(socket, response));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (answered.has(socket)) return;
    const response = newest.get(socket);
    const isBetweenAnswers = !response?.headersSent || response.writableFinished;
    if (!socket.writable || !isBetweenAnswers) {
      socket.destroy();
      return;
    }
    answered.add(socket);
    socket.end(answerTo(PROBLEMS[error.code ?? ''] ?? BROKEN));
    setTimeout(() => socket.destroy(), LINGER_MS).unref();
  });
}

function answerTo({ status, detail }: (typeof PROBLEMS)[string]): string {
  const body = JSON.stringify({ detail });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'access-control-allow-origin: *',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
