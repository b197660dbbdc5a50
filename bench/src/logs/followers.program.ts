import { once } from 'node:events';
import { connect } from 'node:net';
import { readConfig, sendLine } from '../processes/program-messages.ts';

export interface FollowersConfig {
  port: number;
  /** One follower each. */
  paths: string[];
  /** They come from addresses 127.0.n.1 and on, since the API counts requests by address, for a minute. */
  network: number;
}

export interface FollowersResult {
  /** Lines that each follower got; fewer than were printed is a failure. */
  fewestLines: number;
  maxLines: number;
  /** From when a line was printed to when its reader had it. */
  latencyMs: { p50: number; p99: number; max: number };
  processors: number;
}

const FOLLOWERS_AN_ADDRESS = 50;
const PRINTED_AT = /printed at (\d+)/g;

const { port, paths, network } = readConfig<FollowersConfig>();
const lines = paths.map(() => 0);
const latencies: number[] = [];
let ended = 0;

async function follow(path: string, index: number): Promise<void> {
  const localAddress = `127.0.${network}.${1 + Math.floor(index / FOLLOWERS_AN_ADDRESS)}`;
  const socket = connect({ port, host: '127.0.0.1', localAddress });
  await once(socket, 'connect');
  socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\naccept: text/event-stream\r\n\r\n`);
  const [head] = (await once(socket, 'data')) as [Buffer];
  if (!head.toString().startsWith('HTTP/1.1 200')) throw new Error(head.toString());
  let rest = '';
  socket.on('data', (bytes: Buffer) => {
    const text = rest + bytes.toString('latin1');
    const end = text.lastIndexOf('\n\n') + 1;
    rest = text.slice(end);
    const now = Date.now();
    for (const [, at] of text.slice(0, end).matchAll(PRINTED_AT)) {
      lines[index] = (lines[index] ?? 0) + 1;
      latencies.push(now - Number(at));
    }
    if (text.includes('event: end')) ended++;
  });
}

for (let begun = 0; begun < paths.length; begun += FOLLOWERS_AN_ADDRESS) {
  const some = paths.slice(begun, begun + FOLLOWERS_AN_ADDRESS);
  await Promise.all(some.map((path, index) => follow(path, begun + index)));
}
sendLine({ connected: paths.length });
const cpu = process.cpuUsage();
const began = performance.now();
const watch = setInterval(() => {
  if (ended < paths.length) return;
  clearInterval(watch);
  const { user, system } = process.cpuUsage(cpu);
  latencies.sort((a, b) => a - b);
  const at = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  sendLine({
    fewestLines: Math.min(...lines),
    maxLines: Math.max(...lines),
    latencyMs: { p50: at(0.5), p99: at(0.99), max: at(1) },
    processors: (user + system) / 1_000 / (performance.now() - began),
  } satisfies FollowersResult);
  process.exit(0);
}, 20);
