import { once } from 'node:events';
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

const ROWS_A_COMMIT = 1_000;
const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const TRAILER = Buffer.from([0xff, 0xff]);

/**
 * Rows a second that Postgres takes of these bytes through binary COPY on one connection: what nothing above it can
 * exceed.
 */
export async function measureCopyLimit(databaseUrl: string, body: Buffer, forMs: number): Promise<number> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    let rows = 0;
    const began = performance.now();
    while (performance.now() - began < forMs) {
      const stream = client.query(copyFrom('copy bare from stdin (format binary)'));
      stream.write(SIGNATURE);
      for (let index = 0; index < ROWS_A_COMMIT; index++) {
        if (!stream.write(tuple(`copied-${rows++}`, body))) await once(stream, 'drain');
      }
      stream.end(TRAILER);
      await once(stream, 'finish');
    }
    return rows / ((performance.now() - began) / 1000);
  } finally {
    await client.end();
  }
}

/** Two fields: how many, then the length and the bytes of each. */
function tuple(id: string, body: Buffer): Buffer {
  const head = Buffer.alloc(2 + 4 + id.length + 4);
  head.writeInt16BE(2, 0);
  head.writeInt32BE(id.length, 2);
  head.write(id, 6, 'latin1');
  head.writeInt32BE(body.length, 6 + id.length);
  return Buffer.concat([head, body]);
}
