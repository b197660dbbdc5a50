import { randomUUID } from 'node:crypto';

const ACCEPTABLE = /^[\w.-]{1,128}$/;

/** What ties an answer to the lines in the log: what the client or the proxy in front calls it, or a new name. */
export function requestIdOf(given: string | string[] | undefined): string {
  return typeof given === 'string' && ACCEPTABLE.test(given) ? given : randomUUID();
}
