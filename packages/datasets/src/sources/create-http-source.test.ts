import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type FileServer, serveFiles, type Special } from '../../test/serve-files.ts';
import type { Resolve } from './checked-agent.ts';
import { createHttpSource } from './create-http-source.ts';
import { createReadBudget, READ_LIMITS, type ReadLimits } from './read-budget.ts';

const releases: Array<() => Promise<void>> = [];
afterEach(async () => {
  for (const release of releases.splice(0)) await release();
});

async function serve(special?: Special): Promise<FileServer> {
  const server = await serveFiles({ a: 'hello', large: Buffer.alloc(100_000) }, special);
  releases.push(() => server.close());
  return server;
}

interface Given {
  hosts: string[];
  allowLoopback?: boolean;
  resolve?: Resolve;
  limits?: Partial<ReadLimits>;
}

function source({ hosts, allowLoopback = false, resolve, limits }: Given) {
  const made = createHttpSource({
    mayRead: ({ host }) => hosts.includes(host),
    allowLoopback,
    budget: createReadBudget({ ...READ_LIMITS, ...limits }),
    ...(resolve ? { resolve } : {}),
  });
  releases.push(() => made.close());
  return made;
}

const FORBIDDEN = { code: 'forbidden' };

describe('nothing is read', () => {
  test('from a host that is not known, with another scheme, or with credentials', async () => {
    const server = await serve();
    const { read } = source({ hosts: ['elsewhere.example'], allowLoopback: true });
    for (const url of [
      server.url,
      'file:///etc/passwd',
      'ftp://elsewhere.example/a',
      'data:,a',
      'http://u:p@elsewhere.example/',
    ])
      await expect(read(url)).rejects.toMatchObject(FORBIDDEN);
    expect(server.requests).toEqual([]);
  });

  test.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '[::1]',
    '[::]',
    '[fe80::1]',
    '[fd00::1]',
    '[::ffff:127.0.0.1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '2130706433',
    '0x7f.1',
    '017700000001',
  ])('from the address %s, even of a known host', async (address) => {
    const url = new URL(`http://${address}/a`);
    await expect(source({ hosts: [url.host] }).read(url.href)).rejects.toMatchObject(FORBIDDEN);
  });

  test('from a name that resolves to an address of this network, be it one of several', async () => {
    const server = await serve();
    const port = server.host.split(':')[1];
    for (const addresses of [['127.0.0.1'], ['93.184.216.34', '127.0.0.1'], ['::ffff:10.0.0.1']]) {
      const resolve = async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
      const { read } = source({ hosts: [`data.example:${port}`], resolve });
      await expect(read(`http://data.example:${port}/a`)).rejects.toMatchObject(FORBIDDEN);
    }
    expect(server.requests).toEqual([]);
  });

  test('from where a redirect leads: another host, or this machine', async () => {
    const inner = await serve();
    const outer = await serve((_request, response) => {
      response.writeHead(302, { location: `${inner.url}/a` }).end();
      return true;
    });
    await expect(source({ hosts: [outer.host], allowLoopback: true }).read(outer.url)).rejects.toMatchObject(FORBIDDEN);
    expect(inner.requests).toEqual([]);
    const known = source({ hosts: [outer.host, inner.host], allowLoopback: true });
    expect(Buffer.from((await known.read(outer.url)) ?? []).toString()).toBe('hello');
  });
});

test('the address that was checked is the one connected to: the name is resolved once a connection', async () => {
  const server = await serve();
  const port = server.host.split(':')[1];
  let asked = 0;
  const resolve = async () => [{ address: asked++ === 0 ? '127.0.0.1' : '10.0.0.1', family: 4 }];
  const { read } = source({ hosts: [`data.example:${port}`], resolve, allowLoopback: true });
  expect(Buffer.from((await read(`http://data.example:${port}/a`)) ?? []).toString()).toBe('hello');
  expect(asked).toBe(1);
});

describe('reading ends', () => {
  const TOO_LARGE = { code: 'too_large' };

  test('at too many bytes, and too many requests', async () => {
    const server = await serve();
    const given = { hosts: [server.host], allowLoopback: true };
    await expect(source({ ...given, limits: { bytes: 50_000 } }).read(`${server.url}/large`)).rejects.toMatchObject(
      TOO_LARGE,
    );
    const { read } = source({ ...given, limits: { requests: 2 } });
    await read(`${server.url}/a`);
    await read(`${server.url}/a`);
    await expect(read(`${server.url}/a`)).rejects.toMatchObject(TOO_LARGE);
  });

  test('when a storage that ignores ranges sends more than was asked for', async () => {
    const server = await serve((_request, response) => {
      response.end(Buffer.alloc(10_000));
      return true;
    });
    const { read } = source({ hosts: [server.host], allowLoopback: true });
    await expect(read(server.url, { offset: 5, length: 10 })).rejects.toMatchObject(TOO_LARGE);
  });

  test('when the time is over', async () => {
    const server = await serve(() => true);
    const { read } = source({ hosts: [server.host], allowLoopback: true, limits: { ms: 100 } });
    await expect(read(`${server.url}/a`)).rejects.toMatchObject({ code: 'too_slow' });
  });

  test('when what is compressed is far larger', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(64 * 1024 * 1024)));
      return true;
    });
    const { read } = source({ hosts: [server.host], allowLoopback: true });
    await expect(read(server.url)).rejects.toMatchObject({ code: 'bakery_unavailable' });
  });
});
