import { appManifest } from '@pangeo-forge/github/app-manifest';
import { EVENT_HANDLERS } from '@pangeo-forge/runner-worker/events/event-handlers';
import { markdownTable } from './markdown-table.ts';

/** Which events of GitHub are handled, and what the App asks for. */
export function webhooksPage(): string {
  const rows = EVENT_HANDLERS.flatMap(({ on, summary }) =>
    on.map((event, index) => [`\`${event}\``, index === 0 ? summary : 'as above']),
  );
  const { default_permissions: permissions } = appManifest({ name: 'name', url: 'https://host' });
  return [
    '# Webhooks',
    'GitHub sends webhooks to `POST /github/hooks/`, signed with the webhook secret. 202 means that the delivery is committed. It is handled later; `pangeo-forge explain DELIVERY_ID` shows the result. Events that are not listed here are recorded as ignored.',
    markdownTable(['event', 'what it does'], rows),
    '## What the App may do',
    'Derived from the requests that the code sends.',
    markdownTable(
      ['permission', 'level'],
      Object.entries(permissions).map(([name, level]) => [`\`${name}\``, level]),
    ),
  ].join('\n\n');
}
