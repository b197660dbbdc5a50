import { expect, test } from '@jest/globals';
import { findExecutable } from '@pangeo-forge/shared/process/find-executable';
import { execa } from 'execa';
import { publicNetworkScript } from './public-filter.ts';

const PATH = '/usr/sbin:/usr/bin:/sbin:/bin';
const NEEDED = ['unshare', 'nsenter', 'ip', 'nft', 'python3'];

const PUBLIC = '8.8.4.4';
/** There is no IPv6, so its public addresses are among them. */
const CLOSED = [
  '172.30.0.1',
  '10.9.9.9',
  '100.64.0.7',
  '169.254.169.254',
  '168.63.129.16',
  '198.51.100.7',
  '2600::1',
  'fd00::1',
  'fd00:ec2::254',
  '64:ff9b::a00:1',
];
const RESOLVER = '172.30.0.53';

/** A server on every address of this namespace, and one for names. */
const SERVER = `
import socket, threading
def serve(port):
    server = socket.create_server(('::', port), family=socket.AF_INET6, dualstack_ipv6=True)
    while True: server.accept()[0].close()
threading.Thread(target=serve, args=(53,)).start()
print('listening', flush=True)
serve(8080)
`;

/** Connects as a recipe may: as usual, through a device of its choice, and past the routes. */
const ATTACK = `
import socket, sys
moment, targets = sys.argv[1], sys.argv[2:]
for target in targets:
    address, port = target.rsplit('#', 1)
    for way in ('plainly', 'by device', 'past routes'):
        client = socket.socket(socket.AF_INET6 if ':' in address else socket.AF_INET)
        client.settimeout(5)
        try:
            if way == 'by device': client.setsockopt(socket.SOL_SOCKET, 25, b'v0')
            if way == 'past routes': client.setsockopt(socket.SOL_SOCKET, 5, 1)
            client.connect((address, int(port)))
            print(moment, target, way, 'connected')
        except OSError as error:
            print(moment, target, way, 'refused')
        client.close()
`;

const targetOf = (address: string) => `${address}#${address === RESOLVER ? 53 : 8080}`;
/** The neighbour answers for names too, where nobody named it. */
const TARGETS = [...[PUBLIC, ...CLOSED, RESOLVER].map(targetOf), '172.30.0.1#53'];
const HANGS_AFTER_MS = 5 * 60_000;

/** Two namespaces of this test's own: the neighbour holds public, private and metadata addresses. */
const NEIGHBOURHOOD = `set -e
ip link set lo up
unshare --net sleep 3600 &
neighbour=$!
while [ "$(readlink /proc/$neighbour/ns/net)" = "$(readlink /proc/self/ns/net)" ]; do sleep 0.02; done
there() { nsenter --target $neighbour --net -- "$@"; }
ip link add v0 type veth peer name v1
ip link set v1 netns $neighbour
ip address add 172.30.0.2/24 dev v0
ip -6 address add fd00::2/64 dev v0 nodad
ip link set v0 up
there ip link set lo up
there ip address add 172.30.0.1/24 dev v1
there ip address add ${RESOLVER}/24 dev v1
there ip -6 address add fd00::1/64 dev v1 nodad
there ip link set v1 up
for address in 8.8.4.4 10.9.9.9 100.64.0.7 169.254.169.254 168.63.129.16 198.51.100.7; do
  there ip address add $address/32 dev lo
done
for address in 2600::1 fd00:ec2::254 64:ff9b::a00:1; do there ip -6 address add $address/128 dev lo nodad; done
ip route add default via 172.30.0.1 dev v0
ip -6 route add default via fd00::1 dev v0
coproc server { there python3 -c "$SERVER"; }
read -r started <&\${server[0]}
python3 -c "$ATTACK" before $TARGETS
sh -c "$FILTER"
python3 -c "$ATTACK" after $TARGETS
`;

const found = await Promise.all(NEEDED.map((name) => findExecutable(name, PATH)));
const testIf = found.every((program) => program !== null) ? test : test.skip;

testIf(
  'the filter closes all but the internet and the named resolver, whichever device or route a socket asks for (needs nftables, iproute2, python3)',
  async () => {
    const own = ['--user', '--map-root-user', '--net', '--pid', '--fork', '--kill-child', '--mount-proc'];
    const FILTER = publicNetworkScript({ resolvers: RESOLVER, ownAddresses: [] });
    const { stdout } = await execa('unshare', [...own, '--', 'bash', '-c', NEIGHBOURHOOD], {
      extendEnv: false,
      env: { PATH, SERVER, ATTACK, FILTER, TARGETS: TARGETS.join(' ') },
      timeout: HANGS_AFTER_MS,
    });
    const results = stdout.split('\n').map((line) => /^(\w+) (\S+) (.+) (connected|refused)$/.exec(line) ?? []);
    const reached = (moment: string) =>
      new Set(results.flatMap(([, when, target, , how]) => (when === moment && how === 'connected' ? target : [])));
    // Without the filter each of them answers, so that the test shows something.
    expect(reached('before')).toEqual(new Set(TARGETS));
    expect(reached('after')).toEqual(new Set([PUBLIC, RESOLVER].map(targetOf)));
  },
);
