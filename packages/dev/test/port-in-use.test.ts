import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { execa } from 'execa';

const CLI = path.join(import.meta.dirname, '../../cli/src/main.ts');

test('dev starts nothing while another program listens on its port, and sends that program nothing', async () => {
  const requests: string[] = [];
  const other = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    response.end('{}');
  }).listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  try {
    const { exitCode, all } = await execa(process.execPath, [CLI, 'dev', '--github'], {
      extendEnv: false,
      env: { PATH: process.env['PATH'] ?? '', PORT: String(port) },
      stdin: 'ignore',
      all: true,
      reject: false,
    });
    expect({ exitCode, all, requests }).toEqual({
      exitCode: 1,
      all: `Port ${port} is in use, perhaps by another \`dev\`. Stop that one, or set PORT to another port.`,
      requests: [],
    });
  } finally {
    other.close();
  }
});
