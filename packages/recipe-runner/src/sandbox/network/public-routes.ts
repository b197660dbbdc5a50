import { networkInterfaces } from 'node:os';

/**
 * Neither the internet nor for us: this host, private networks, carriers' networks, link-local with the clouds'
 * metadata service, reserved, multicast.
 */
const NOT_PUBLIC = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '224.0.0.0/4',
  '240.0.0.0/4',
];

/**
 * A shell script that leaves a network namespace with nothing but routes to the internet. It needs `ip` and
 * CAP_NET_ADMIN there, and who lacks that capability afterwards cannot undo it. The gateway serves as a hop and cannot
 * be spoken to. Name servers may be private: port 53 goes anywhere. No IPv6.
 * @param ownAddresses of this machine, whose services trust whom they can see.
 */
export function publicRoutesScript(ownAddresses: readonly string[] = addressesOfThisMachine()): string {
  return `set -e
keep_public_routes() {
set -- $(ip -4 route show default)
gateway=$3 device=$5
[ -n "$device" ]
ip -4 route replace default via "$gateway" dev "$device" onlink
ip -4 route add default via "$gateway" dev "$device" onlink table 53
for protocol in 6 17; do ip -4 rule add pref 53 ipproto $protocol dport 53 lookup 53; done
for net in $(ip -4 route show scope link dev "$device" | cut -d' ' -f1); do
  ip -4 route del "$net" dev "$device"
  ip -4 route replace prohibit "$net"
done
for net in ${[...NOT_PUBLIC, ...ownAddresses].join(' ')}; do ip -4 route replace prohibit "$net"; done
ip -6 route replace prohibit default 2>/dev/null || :
}
keep_public_routes
`;
}

function addressesOfThisMachine(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.filter(({ family, internal }) => family === 'IPv4' && !internal).map(({ address }) => `${address}/32`);
}
