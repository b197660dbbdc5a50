import { readConfig, sendLine } from '../processes/program-messages.ts';
import { sendInShape } from './load-shape.ts';
import { openReadingClient, type ReadingClient } from './reading-client.ts';
import type { ReadPlan } from './read-plan.ts';
import { createTally } from './tally.ts';

const plan = readConfig<ReadPlan>();
const lines = Object.entries({ host: 'localhost', ...plan.headers }).map(([name, value]) => `${name}: ${value}\r\n`);
const rest = ` HTTP/1.1\r\n${lines.join('')}\r\n`;
let tally = createTally();
let sent = 0;

function headOf(number: number): string {
  const path = plan.paths[number % plan.paths.length] as string;
  const unasked = plan.neverAskedBefore ? `${path.includes('?') ? '&' : '?'}unasked=${process.pid}-${number}` : '';
  return `GET ${path}${unasked}${rest}`;
}

async function readOne(client: ReadingClient, since: number): Promise<boolean> {
  const status = await client.send(headOf(sent++));
  tally.add(status, performance.now() - since);
  return status !== 0;
}

const clients = await Promise.all(Array.from({ length: plan.connections }, () => openReadingClient(plan.port)));
if (plan.shape.kind !== 'burst') await sendInShape({ ...plan.shape, forMs: plan.warmMs }, clients, readOne);
tally = createTally();
sendLine({ connected: clients.length });
const cpu = process.cpuUsage();
const start = performance.now();
await sendInShape(plan.shape, clients, readOne);
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(cpu);
for (const client of clients) client.close();
sendLine(tally.result(seconds, (user + system) / 1e6 / seconds));
process.exit(0);
