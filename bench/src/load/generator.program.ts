import { createHmac, randomBytes } from 'node:crypto';
import { readConfig, sendLine } from '../processes/program-messages.ts';
import { type KeepAliveClient, openClient } from './keep-alive-client.ts';
import type { LoadPlan } from './load-plan.ts';
import { sendInShape } from './load-shape.ts';
import { createTally } from './tally.ts';

const plan = readConfig<LoadPlan>();
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
const tally = createTally();
let sent = 0;

async function sendOne(client: KeepAliveClient, since: number): Promise<boolean> {
  const number = sent++;
  const { head, body } = prepared[number % prepared.length] as (typeof prepared)[number];
  const status = await client.send(`${head}x-github-delivery: ${prefix}-${number}\r\n\r\n`, body);
  tally.add(status, performance.now() - since);
  return status !== 0;
}

const clients = await Promise.all(Array.from({ length: plan.connections }, () => openClient(plan.port)));
sendLine({ connected: clients.length });
const cpu = process.cpuUsage();
const began = performance.now();
await sendInShape(plan.shape, clients, sendOne);
const seconds = (performance.now() - began) / 1000;
const { user, system } = process.cpuUsage(cpu);
for (const client of clients) client.close();
sendLine(tally.result(seconds, (user + system) / 1e6 / seconds));
process.exit(0);
