import { createHmac, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { configOf, sayLine } from '../processes/say-line.ts';
import { type KeepAliveClient, openClient } from './keep-alive-client.ts';
import type { LoadPlan, LoadResult } from './load-plan.ts';

const plan = configOf<LoadPlan>();
const prepared = plan.bodies.map((text) => {
  const body = Buffer.from(text);
  const signature = `sha256=${createHmac('sha256', plan.secret).update(body).digest('hex')}`;
  const headers = {
    ...plan.headers,
    host: 'localhost',
    'x-hub-signature-256': signature,
    'content-length': body.length,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return { body, head: `POST ${plan.path} HTTP/1.1\r\n${lines.join('')}` };
});
const prefix = randomBytes(8).toString('hex');
let sent = 0;
const latencies: number[] = [];
const statuses: Record<string, number> = {};

async function sendOne(client: KeepAliveClient, since = performance.now()): Promise<boolean> {
  const number = sent++;
  const { head, body } = prepared[number % prepared.length] as (typeof prepared)[number];
  const status = await client.send(`${head}x-github-delivery: ${prefix}-${number}\r\n\r\n`, body);
  statuses[status] = (statuses[status] ?? 0) + 1;
  latencies.push(performance.now() - since);
  return status !== 0;
}

async function closedLoop(clients: KeepAliveClient[], forMs: number): Promise<void> {
  const until = performance.now() + forMs;
  await Promise.all(
    clients.map(async (client) => {
      while (performance.now() < until && (await sendOne(client)));
    }),
  );
}

/** Latency counts from when a request was due: a generator that waits for slow answers would hide them. */
async function atRate(clients: KeepAliveClient[], perSecond: number, forMs: number): Promise<void> {
  const idle = [...clients];
  const waiting: number[] = [];
  const began = performance.now();
  const underWay = new Set<Promise<void>>();
  const begin = () => {
    for (let due = waiting[0]; due !== undefined && idle.length > 0; due = waiting[0]) {
      waiting.shift();
      const client = idle.pop() as KeepAliveClient;
      const one = sendOne(client, due).then((alive) => {
        underWay.delete(one);
        if (alive) idle.push(client);
        begin();
      });
      underWay.add(one);
    }
  };
  for (let asked = 0; performance.now() - began < forMs; ) {
    const dueCount = ((performance.now() - began) / 1000) * perSecond;
    for (; asked < dueCount; asked++) waiting.push(began + (asked / perSecond) * 1000);
    begin();
    await pause(1);
  }
  while (underWay.size > 0) await Promise.race(underWay);
}

const clients = await Promise.all(Array.from({ length: plan.connections }, () => openClient(plan.port)));
sayLine({ connected: clients.length });
const { shape } = plan;
const cpu = process.cpuUsage();
const began = performance.now();
if (shape.kind === 'closed') await closedLoop(clients, shape.forMs);
else if (shape.kind === 'rate') await atRate(clients, shape.perSecond, shape.forMs);
else await Promise.all(clients.slice(0, shape.count).map((client) => sendOne(client)));
const seconds = (performance.now() - began) / 1000;
const { user, system } = process.cpuUsage(cpu);
for (const client of clients) client.close();

const { 0: lost = 0, ...answered } = statuses;
const answers = latencies.length - lost;
latencies.sort((a, b) => a - b);
const at = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
sayLine({
  answers,
  statuses: answered,
  lost,
  seconds,
  perSecond: answers / seconds,
  latencyMs: { p50: at(0.5), p99: at(0.99), max: at(1) },
  processors: (user + system) / 1e6 / seconds,
} satisfies LoadResult);
process.exit(0);
