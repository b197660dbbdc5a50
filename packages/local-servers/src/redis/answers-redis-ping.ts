import { connect } from 'node:net';

const TIMEOUT_MS = 10_000;

/** Whether a Redis with this password, which has loaded its data, answers on the port. */
export function answersRedisPing(port: number, password: string): Promise<boolean> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect({ host: '127.0.0.1', port }, () => socket.write(`AUTH ${password}\r\nPING\r\n`));
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy());
    socket.on('data', (bytes) => {
      answer += bytes.toString();
      if (answer.split('\r\n').length > 2) socket.destroy();
    });
    socket.on('error', () => {}); // not yet listening: `close` follows
    socket.on('close', () => resolve(answer.startsWith('+OK\r\n+PONG')));
  });
}
