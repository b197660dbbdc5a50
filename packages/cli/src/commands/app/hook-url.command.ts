import { z } from 'zod';
import { defineCommand } from '../../define-command.ts';
import { hookUrlOf } from '../../deployment/make-app.ts';
import { appOf } from '../../deployment/find-app.ts';

export const appHookUrlCommand = defineCommand({
  path: 'app hook-url',
  summary: 'Where GitHub sends the App’s webhooks; with a URL, change it.',
  details: 'A URL without a path gets /github/hooks/; a smee.io channel is taken as it is.',
  replaces: '`scripts.develop/update_hook_url.py`',
  arguments: [['[url]', 'such as https://smee.io/CHANNEL or https://pforge-pr-136.herokuapp.com']],
  input: z.object({ url: z.url({ protocol: /^https?$/, error: 'must be an http or https URL' }).optional() }),
  async run(context, { url }) {
    const app = await appOf(context);
    const path = '/app/hook/config';
    const { data } = url
      ? await app.request({ method: 'PATCH', path, body: { url: hookUrlOf(url), content_type: 'json' } })
      : await app.request({ method: 'GET', path });
    return { data, text: (data as { url?: string }).url ?? 'The App has no webhook.' };
  },
});
