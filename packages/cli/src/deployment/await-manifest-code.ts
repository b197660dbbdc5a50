import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { appManifest } from '@pangeo-forge/github/app-manifest';

export interface ManifestCodeOptions {
  /** GitHub's page for new Apps. */
  newAppUrl: string;
  name: string;
  hookUrl?: string;
  callbackUrl?: string;
  signal: AbortSignal;
  /** Called with the address of the page to open. */
  onReady: (page: string) => void;
}

const HOME = 'https://pangeo-forge.org';

/**
 * Serves a page on loopback whose button posts the App's manifest to GitHub, and waits for GitHub to send the browser
 * back with the code.
 * https://docs.github.com/en/apps/sharing-github-apps/registering-a-github-app-from-a-manifest
 */
export async function awaitManifestCode(options: ManifestCodeOptions): Promise<string> {
  const state = randomBytes(16).toString('hex');
  let origin = '';
  const server = createServer();
  const code = new Promise<string>((resolve, reject) => {
    options.signal.addEventListener('abort', () => reject(new Error('interrupted')), { once: true });
    server.on('request', (request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', origin);
      response.setHeader('content-type', 'text/html; charset=utf-8');
      const given = searchParams.get('code');
      // Only who saw our page knows the state: a forged return is refused.
      if (pathname === '/created' && given && searchParams.get('state') === state) {
        response.end('<p>The App is made. You can close this page.</p>', () => resolve(given));
      } else if (pathname === '/') {
        response.end(page(options, state, `${origin}/created`));
      } else {
        response.writeHead(404).end('<p>Not here.</p>');
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  options.onReady(`${origin}/`);
  try {
    return await code;
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

function page(
  { newAppUrl, name, hookUrl, callbackUrl }: ManifestCodeOptions,
  state: string,
  redirectUrl: string,
): string {
  const manifest = JSON.stringify(appManifest({ name, url: HOME, hookUrl, redirectUrl, callbackUrl }));
  return `<!doctype html>
<title>${escapeHtml(name)}</title>
<form method="post" action="${escapeHtml(`${newAppUrl}?state=${state}`)}">
  <input type="hidden" name="manifest" value="${escapeHtml(manifest)}">
  <button>Make the GitHub App ${escapeHtml(name)}</button>
</form>
`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
