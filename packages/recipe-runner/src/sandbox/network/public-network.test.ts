import { type AddressInfo, createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runScript } from '../../../test/run-in-sandbox.ts';
import { sandboxesHere } from '../../../test/sandboxes.ts';

const ownAddress = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

let server: Server;
let port: number;
beforeAll(async () => {
  server = createServer((socket) => socket.end('reached\n'));
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

/** Tries to connect, and prints what answers. */
const ask = (address: string, at: number): string =>
  `timeout 300 bash -c 'exec 3<>/dev/tcp/${address}/${at} && cat <&3'\n`;

for (const [name, sandbox] of Object.entries(await sandboxesHere())) {
  const describeIf = sandbox?.networks.includes('public') ? describe : describe.skip;
  describeIf(`the public network in the sandbox ${name} (needs slirp4netns or an engine)`, () => {
    if (!sandbox) return;
    const run = (script: string) => runScript(sandbox, script, { network: 'public' });

    test('has a way out, and its own loopback', async () => {
      const { stdout } = await run('cat /proc/net/route; cat /proc/net/dev');
      expect(stdout).toMatch(/^\w+\t00000000\t/m);
      expect(stdout).toMatch(/^ *lo:/m);
    });

    test('does not reach what listens on this machine, whatever address it is asked by', async () => {
      const script = [
        'gateway=$(/usr/sbin/ip -4 route show default | cut -d" " -f3); echo "gateway $gateway"',
        `timeout 300 bash -c "exec 3<>/dev/tcp/$gateway/${port} && cat <&3"`,
        ask('127.0.0.1', port),
        ask(ownAddress ?? '127.0.0.2', port),
        ask('10.0.2.3', port),
      ].join('\n');
      const { stdout, stderr } = await run(script);
      expect(stdout).toMatch(/^gateway \d+\.\d+\.\d+\.\d+\n$/);
      expect(stderr.match(/Permission denied|refused|unreachable/g)?.length).toBeGreaterThanOrEqual(4);
    });

    test('does not reach this machine past the routes either, by a device that the socket names', async () => {
      const script = `exec python3 -c "
import os, socket
routes = [line.split() for line in open('/proc/net/route')]
device, gateway = [(route[0], route[2]) for route in routes if route[1] == '00000000' and route[0] != '*'][0]
gateway = '.'.join(str(byte) for byte in reversed(bytes.fromhex(gateway)))
for address in (gateway, '${ownAddress ?? '127.0.0.2'}', '10.0.2.3', '169.254.169.254'):
    client = socket.socket()
    client.settimeout(60)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, device.encode())
    try:
        client.connect((address, ${port}))
        print('reached', address)
    except OSError as error:
        print('refused')
"`;
      const { stdout } = await run(script);
      expect(stdout).toBe('refused\n'.repeat(4));
    });

    test.each(['169.254.169.254', '10.1.2.3', '172.20.0.1', '192.168.1.1', '100.64.0.1'])(
      'is refused at once when it asks for %s',
      async (address) => {
        const { stdout, stderr } = await run(ask(address, 80));
        expect(stdout).toBe('');
        expect(stderr).toMatch(/Permission denied/);
      },
    );

    test('cannot give itself other routes', async () => {
      const { stdout, stderr } = await run(
        '/usr/sbin/ip route del prohibit 10.0.0.0/8 && echo deleted; /usr/sbin/ip link add x type dummy && echo added',
      );
      expect(stdout).toBe('');
      expect(stderr).toMatch(/not permitted/);
    });

    test('has no IPv6', async () => {
      const { stdout } = await run(ask('2001:db8::1', 80));
      expect(stdout).toBe('');
    });
  });
}
