import { html } from '../html/html.ts';
import { notice } from '../layout/notice.ts';
import type { Page } from '../layout/page.ts';

const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])(?=:|$)/;
// letters, digits, dots and hyphens, and a port: nothing that could make a link lead anywhere but to this host
const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[::1\])(?::\d{1,5})?$/i;

export interface Here {
  /** The host of the request. */
  host: string;
  /** Hosts of the other deployments, by the configuration. */
  known: readonly string[];
  /** Of the request. */
  path: string;
}

/**
 * Links in check runs name the deployment that made them (`orchestratorEndpoint`), when it is not production's. Ids
 * mean something else on another deployment, so a page here would show the wrong run. Null when the link is for this
 * host. Only hosts that the configuration names are shown and linked: anybody can write such a link.
 */
export function elsewherePage(endpoint: string | null, { host, known, path }: Here): Page | null {
  const there = (endpoint ?? '').replace(/^https?:\/\//, '').replace(/\/.*$/, '');
  if (!HOST.test(there) || sameHost(there, host)) return null;
  const here = { href: path, label: 'Show the run with this number here' };
  if (!known.some((one) => sameHost(there, one)))
    return {
      title: 'On another deployment',
      section: null,
      body: notice(
        {
          title: 'This run is on a deployment that is not known here',
          text: html`This is <strong>${host}</strong>, where the same number is a different run.`,
          icon: 'out',
          links: [here],
        },
        'h1',
      ),
    };
  const scheme = LOOPBACK.test(there) ? 'http' : 'https';
  const url = `${scheme}://${there}${path}?orchestratorEndpoint=${encodeURIComponent(there)}`;
  return {
    title: 'On another deployment',
    section: null,
    body: notice(
      {
        title: 'This run is on another deployment',
        text: html`The link is for <strong>${there}</strong>. This is <strong>${host}</strong>, where the same number is a different run.`,
        icon: 'out',
        links: [{ href: url, label: `Open it on ${there}` }, here],
      },
      'h1',
    ),
  };
}

function sameHost(one: string, other: string): boolean {
  const plain = (host: string) => host.toLowerCase().replace(LOOPBACK, 'localhost');
  return plain(one) === plain(other);
}
