import ipaddr from 'ipaddr.js';

/**
 * Whether an IP address is one of the open internet: no private, loopback, link-local, shared, reserved or multicast one, nor one that tunnels or maps to
 * IPv4 by another way than the plain mapping, which is looked through.
 */
export function isPublicAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}

export function isLoopbackAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback';
}
