import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export interface ReceivedWebhook {
  headers: IncomingHttpHeaders;
  event: string;
  raw: Buffer;
  // Tests check whatever was sent.
  payload: any;
}

export interface WebhookReceiver {
  url: string;
  received: ReceivedWebhook[];
  /** Of this event and action, in the order in which they came. */
  of(event: string, action?: string): ReceivedWebhook[];
  /** Status for the next deliveries; 202 at first. */
  answerWith(status: number): void;
  stop(): void;
}

/** An App's webhook address that records what it receives. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = [];
  let status = 202;
  const server = createServer((request, response) => {
    void buffer(request).then((raw) => {
      received.push({
        headers: request.headers,
        event: String(request.headers['x-github-event']),
        raw,
        payload: JSON.parse(raw.toString()),
      });
      response.writeHead(status, { 'content-type': 'application/json' }).end('{"status":"ok"}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/github/hooks/`,
    received,
    of: (event, action) => received.filter((one) => one.event === event && (!action || one.payload.action === action)),
    answerWith(next) {
      status = next;
    },
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
