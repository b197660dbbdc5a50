import { networkInterfaces } from 'node:os';
import { publicRoutesScript } from './public-routes.ts';

/**
 * Neither the internet nor for us: this host, private networks, carriers' networks, link-local with the clouds'
 * metadata services, documentation, reserved, multicast [IANA special-purpose registries]; Azure's host agent, which
 * has a public address [learn.microsoft.com, IP address 168.63.129.16].
 */
export const NOT_PUBLIC_4: readonly string[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '168.63.129.16/32',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
/** The same for IPv6, with the forms that hold an IPv4 address: NAT64, 6to4, Teredo, mapped. */
export const NOT_PUBLIC_6: readonly string[] = [
  '::/96',
  '::ffff:0:0/96',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '3fff::/20',
  '5f00::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
];

export interface PublicNetwork {
  /** Shell words that give the addresses of name servers, which may be private; only they are asked. */
  resolvers: string;
  /** Of this machine, whose services trust whom they can see. */
  ownAddresses?: readonly string[];
}

/**
 * A shell script that leaves a network namespace with nothing but the internet. It needs `nft`, `ip` and CAP_NET_ADMIN
 * there, and whoever lacks that capability afterwards cannot undo it. The filter judges where packets go, so it does not
 * matter which device or route a socket asks for. The routes are a second layer, and are not enough alone: a socket
 * bound to a device (SO_BINDTODEVICE) needs no route.
 */
export function publicNetworkScript({ resolvers, ownAddresses = addressesOfThisMachine() }: PublicNetwork): string {
  const isIPv6 = (address: string) => address.includes(':');
  const [own4, own6] = [ownAddresses.filter((one) => !isIPv6(one)), ownAddresses.filter(isIPv6)];
  return `set -e
nft -f - <<'RULES'
table inet bake {
  ${addressSet('closed4', 'ipv4_addr', [...NOT_PUBLIC_4, ...own4])}
  ${addressSet('closed6', 'ipv6_addr', [...NOT_PUBLIC_6, ...own6])}
  set resolvers4 { type ipv4_addr; }
  set resolvers6 { type ipv6_addr; }
  chain leaving {
    type filter hook output priority filter; policy drop;
    oifname "lo" accept
    ct state established,related accept
    ip daddr @resolvers4 meta l4proto { tcp, udp } th dport 53 accept
    ip6 daddr @resolvers6 meta l4proto { tcp, udp } th dport 53 accept
    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-solicit } accept
    ip daddr @closed4 reject with icmp type admin-prohibited
    ip6 daddr @closed6 reject with icmpv6 type admin-prohibited
    meta l4proto { tcp, udp, icmp, ipv6-icmp } accept
  }
  chain arriving {
    type filter hook input priority filter; policy drop;
    iifname "lo" accept
    ct state established,related accept
    icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-advert, packet-too-big } accept
  }
  chain passing { type filter hook forward priority filter; policy drop; }
}
RULES
for resolver in ${resolvers}; do
  case $resolver in
    *:*) nft add element inet bake resolvers6 "{ \${resolver%%%*} }" ;;
    *) nft add element inet bake resolvers4 "{ $resolver }" ;;
  esac
done
${publicRoutesScript([...NOT_PUBLIC_4, ...own4])}`;
}

function addressSet(name: string, type: string, elements: readonly string[]): string {
  return `set ${name} { type ${type}; flags interval; auto-merge; elements = { ${elements.join(', ')} }; }`;
}

function addressesOfThisMachine(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return all.filter(({ internal }) => !internal).map(({ address }) => address.replace(/%.*$/, ''));
}
