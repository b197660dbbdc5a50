import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type KeepAliveClient, openClient } from '../load/keep-alive-client.ts';
import { readConfig, sendLine } from '../processes/program-messages.ts';
import type { DrainGitHub } from './drain-github.ts';

export interface SenderConfig {
  port: number;
  secret: string;
  payload: unknown;
  posted: DrainGitHub['posted'];
  connections: number;
  /** All at once when left out. */
  perSecond?: number;
}

/** One delivery as its sender saw it; times in milliseconds since 1970. */
export interface Sent {
  number: number;
  sentAt: number;
  answeredAt: number;
  status: number;
}

const { port, secret, payload, posted, connections, perSecond } = readConfig<SenderConfig>();
const now = () => performance.timeOrigin + performance.now();
const clients = await Promise.all(Array.from({ length: connections }, () => openClient(port)));
const prepared = posted.map(({ number, commentId }) => requestOf(number, commentId));
sendLine({ connected: clients.length });

const idle = [...clients]; // each in its turn: the gateway closes what says nothing for long
const sent: Sent[] = [];
const underWay: Promise<void>[] = [];
const began = now();
for (const [index, { number, head, body }] of prepared.entries()) {
  if (perSecond) await pause(Math.max(0, began + (index / perSecond) * 1000 - now()));
  while (idle.length === 0) await pause(1);
  underWay.push(send(idle.shift() as KeepAliveClient, number, head, body));
}
await Promise.all(underWay);
for (const client of clients) client.close();
sendLine(sent); // and ends by itself: a long line is not out yet

async function send(client: KeepAliveClient, number: number, head: string, body: Buffer): Promise<void> {
  const sentAt = now();
  const status = await client.send(head, body);
  sent.push({ number, sentAt, answeredAt: now(), status });
  idle.push(client);
}

/** The delivery of this comment, signed. */
function requestOf(number: number, commentId: number) {
  const { issue, comment, ...rest } = payload as { issue: object; comment: object };
  const at = new Date().toISOString();
  const about = { issue: { ...issue, number }, comment: { ...comment, id: commentId, created_at: at, updated_at: at } };
  const body = Buffer.from(JSON.stringify({ ...rest, ...about }));
  const headers = {
    host: 'localhost',
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/044aadd',
    'x-github-event': 'issue_comment',
    'x-github-delivery': randomUUID(),
    'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`,
    'content-length': body.length,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return { number, head: `POST /github/hooks/ HTTP/1.1\r\n${lines.join('')}\r\n`, body };
}
