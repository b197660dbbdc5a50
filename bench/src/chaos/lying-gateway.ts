import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { ChaosStage } from './stage/chaos-stage.ts';

/** Says 202 and passes the delivery on as well as it can. */
export async function startLyingGateway(stage: ChaosStage): Promise<{ close(): void }> {
  const truthful = stage.webhookUrl;
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      response.writeHead(202).end('{"status":"ok"}');
      const headers = Object.entries(request.headers).filter(
        ([name]) => name.startsWith('x-') || name === 'content-type',
      );
      fetch(truthful, { method: 'POST', body, headers: headers as [string, string][] }).catch(() => {});
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stage.webhookUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  stage.github.setWebhookUrl(stage.appId, stage.webhookUrl);
  return server;
}
