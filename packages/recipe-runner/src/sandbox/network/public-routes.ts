/**
 * A shell function and its call: closes the routes of a network namespace to these networks. The gateway serves as a
 * hop and cannot be spoken to. Port 53 goes anywhere, since name servers may be private: the filter names them. No IPv6.
 */
export function publicRoutesScript(closed: readonly string[]): string {
  return `keep_public_routes() {
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
for net in ${closed.filter((net) => net !== '127.0.0.0/8').join(' ')}; do ip -4 route replace prohibit "$net"; done
ip -6 route replace prohibit default 2>/dev/null || :
}
keep_public_routes
`;
}
