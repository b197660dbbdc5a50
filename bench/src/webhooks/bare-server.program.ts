import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { constants, zstdCompressSync } from 'node:zlib';
import { isSignedBy } from '@pangeo-forge/shared/http/webhook-signature';
import { Pool } from 'pg';
import { readConfig, sendLine } from '../processes/program-messages.ts';

/**
 * The least that could be a gateway, to measure the gateway against: no routes, no reading of the payload, no journal,
 * no work.
 */
export interface BareServerConfig {
  secret: string;
  databaseUrl: string;
  store: 'nothing' | 'one insert each' | 'batched inserts';
}

const { secret, databaseUrl, store } = readConfig<BareServerConfig>();
const pool = new Pool({ connectionString: databaseUrl, max: store === 'one insert each' ? 16 : 1 });
const FASTEST = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
const MAX_IN_A_BATCH = 100;
type Waiting = { id: string; body: Buffer; done: () => void };
let queue: Waiting[] = [];
let committing = false;

async function commitAll(): Promise<void> {
  committing = true;
  while (queue.length > 0) {
    const batch = queue.slice(0, MAX_IN_A_BATCH);
    queue = queue.slice(MAX_IN_A_BATCH);
    const rows = batch.map((_, index) => `($${index * 2 + 1}, $${index * 2 + 2})`).join(', ');
    await pool.query(
      `insert into bare values ${rows}`,
      batch.flatMap(({ id, body }) => [id, body]),
    );
    for (const { done } of batch) done();
  }
  committing = false;
}

function record(body: Buffer): Promise<unknown> | undefined {
  const id = randomUUID();
  switch (store) {
    case 'nothing':
      return undefined;
    case 'one insert each':
      return pool.query({
        name: 'insert',
        text: 'insert into bare values ($1, $2)',
        values: [id, zstdCompressSync(body, FASTEST)],
      });
    case 'batched inserts':
      return new Promise<void>((done) => {
        queue.push({ id, body: zstdCompressSync(body, FASTEST), done });
        if (!committing) void commitAll();
      });
  }
}

const server = createServer((request, response) => {
  void buffer(request).then(async (body) => {
    const signed = isSignedBy([secret], body, String(request.headers['x-hub-signature-256']));
    if (signed) await record(body);
    response.statusCode = signed ? 202 : 401;
    response.end('{"status":"ok"}');
  });
});
server.listen(0, '127.0.0.1', () => sendLine({ port: (server.address() as AddressInfo).port }));
process.on('SIGTERM', () => process.exit(0));
