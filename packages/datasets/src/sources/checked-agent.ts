import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { callbackify } from 'node:util';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { Agent } from 'undici';
import ipaddr from 'ipaddr.js';

export type Resolve = (hostname: string) => Promise<LookupAddress[]>;

export interface CheckedAgentOptions {
  /** On a deployment of this machine datasets may be served by this machine. */
  allowLoopback: boolean;
  resolve?: Resolve;
}

const CONNECT_MS = 5_000;
const ANSWER_MS = 10_000;

/**
 * Connections to checked addresses only: the name is resolved here, and the very address that was checked is connected
 * to, so that a name that resolves to something else a moment later gains nothing.
 */
export function createCheckedAgent({ allowLoopback, resolve = resolveAll }: CheckedAgentOptions) {
  const mayConnect = (address: string) => isPublicAddress(address) || (allowLoopback && isLoopbackAddress(address));
  const resolveChecked = callbackify(async (hostname: string) => {
    const addresses = await resolve(hostname);
    if (addresses.length === 0 || !addresses.every(({ address }) => mayConnect(address))) throw refusal(hostname);
    return addresses;
  });
  const lookupChecked: LookupFunction = (hostname, { all }, callback) =>
    resolveChecked(hostname, (error, addresses) => {
      const [first] = addresses ?? [];
      if (error || !first) callback(error ?? refusal(hostname), '', 0);
      else if (all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  const agent = new Agent({
    connect: { lookup: lookupChecked, timeout: CONNECT_MS },
    headersTimeout: ANSWER_MS,
    bodyTimeout: ANSWER_MS,
  });
  return {
    agent,
    /** Addresses are not resolved: they are checked here. */
    assertHost(hostname: string): void {
      const bare = hostname.replace(/^\[|\]$/g, '');
      if (isIP(bare) !== 0 && !mayConnect(bare)) throw refusal(hostname);
    },
  };
}

function resolveAll(hostname: string): Promise<LookupAddress[]> {
  return lookup(hostname, { all: true });
}

function refusal(hostname: string): AppError {
  return new AppError('forbidden', `${hostname} is not an address of the open internet: nothing is read from it.`);
}

/**
 * Whether an IP address is one of the open internet: no private, loopback, link-local, shared, reserved or multicast
 * one, nor one that tunnels or maps to IPv4 by another way than the plain mapping, which is unwrapped.
 */
function isPublicAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}

function isLoopbackAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'loopback';
}
