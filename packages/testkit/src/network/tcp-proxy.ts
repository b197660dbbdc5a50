import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A proxy between two parts, whose connections a test can cut, hold or slow down. */
export interface TcpProxy {
  port: number;
  /** Resets every connection, and refuses new ones until `heal`. */
  cut(): void;
  /** Accepts bytes and connections, and forwards nothing until `heal`: like a network or a server that hangs. */
  hang(): void;
  /** Forwards what clients send, but no answers until `heal`. */
  hangAnswers(): void;
  /** Each chunk arrives this much later. */
  delay(ms: number): void;
  /** Back to normal; held bytes are forwarded. */
  heal(): void;
  /** New connections go to this port from now on; those that are open stay where they are, as after a failover. */
  moveTo(port: number): void;
  /** How many connections are open. */
  connections(): number;
  /** How many were refused since they were cut. */
  refusals(): number;
  stop(): Promise<void>;
}

/** Forwards connections to `target` (`host:port` on loopback). */
export async function startTcpProxy(target: { port: number; host?: string }): Promise<TcpProxy> {
  const pairs = new Set<Socket>();
  let { port: targetPort } = target;
  let state: 'open' | 'cut' | 'hanging' | 'hanging answers' = 'open';
  let delayMs = 0;
  let refusals = 0;
  const held: (() => void)[] = [];

  const server = createServer({ noDelay: true }, (client) => {
    if (state === 'cut') {
      refusals++;
      client.resetAndDestroy();
      return;
    }
    track(client);
    void opened().then(() => join(client));
  });

  /** Resolves at once unless the connections hang. */
  async function opened(isAnswer = false): Promise<void> {
    if (state === 'hanging' || (isAnswer && state === 'hanging answers'))
      await new Promise<void>((resolve) => held.push(resolve));
  }

  function join(client: Socket): void {
    if (client.destroyed) return;
    const upstream = connect({ port: targetPort, host: target.host ?? '127.0.0.1', noDelay: true });
    track(upstream);
    relay(client, upstream, false);
    relay(upstream, client, true);
  }

  function relay(from: Socket, to: Socket, isAnswer: boolean): void {
    let last = Promise.resolve();
    const pass = (action: () => void) => {
      const dueAt = Date.now() + delayMs;
      last = last.then(async () => {
        if (dueAt > Date.now()) await pause(dueAt - Date.now());
        await opened(isAnswer);
        if (!to.destroyed) action();
      });
    };
    from.on('data', (bytes) => pass(() => void to.write(bytes)));
    from.on('end', () => pass(() => void to.end()));
    from.on('close', () => pass(() => void to.destroy()));
  }

  function track(socket: Socket): void {
    pairs.add(socket);
    socket.on('error', () => {}).on('close', () => pairs.delete(socket));
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    cut() {
      state = 'cut';
      refusals = 0;
      for (const socket of pairs) socket.resetAndDestroy();
      for (const resume of held.splice(0)) resume();
    },
    hang() {
      state = 'hanging';
    },
    hangAnswers() {
      state = 'hanging answers';
    },
    delay(ms) {
      delayMs = ms;
    },
    heal() {
      state = 'open';
      delayMs = 0;
      for (const resume of held.splice(0)) resume();
    },
    moveTo(port) {
      targetPort = port;
    },
    connections: () => Math.ceil(pairs.size / 2),
    refusals: () => refusals,
    async stop() {
      for (const socket of pairs) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
