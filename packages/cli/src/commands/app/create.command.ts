import { convertAppManifest } from '@pangeo-forge/github/operator/convert-app-manifest';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { defineCommand } from '../../define-command.ts';
import { saveSecretsFile } from '../../secrets/save-secrets-file.ts';
import { awaitManifestCode } from './await-manifest-code.ts';

export const appCreateCommand = defineCommand({
  path: 'app create',
  summary: 'Make the GitHub App of a deployment in the browser, and write its credentials to secrets/.',
  details: `Opens a page on this machine that sends you to GitHub and back. Afterwards install the App on the repositories it shall serve.`,
  replaces: '`scripts.develop/new_github_app.py`',
  options: [
    ['--org <organisation>', 'that owns it (your own account)'],
    ['--review <number>', 'for the review deployment of a pull request'],
    ['--url <url>', 'where the deployment is reached; its webhooks go to URL/github/hooks/'],
    ['--plain', 'do not encrypt a new file'],
    ['--age <recipients>', 'encrypt a new file for these instead of the rule in .sops.yaml'],
  ],
  input: z.object({
    org: z.string().optional(),
    review: z.coerce.number().int().positive().optional(),
    url: z.url().optional(),
    plain: z.boolean().default(false),
    age: z.string().optional(),
  }),
  async run(context, { org, review, url, plain, age }) {
    const deployment = review === undefined ? context.deployment() : `pforge-pr-${review}`;
    const { GITHUB_SERVER_URL: server, GITHUB_API_URL: apiUrl } = context.environment();
    const home = review === undefined ? url : (url ?? `https://${deployment}.herokuapp.com`);
    const code = await awaitManifestCode({
      newAppUrl: `${server.replace(/\/$/, '')}${org ? `/organizations/${encodeURIComponent(org)}` : ''}/settings/apps/new`,
      name: deployment,
      ...(home ? { hookUrl: new URL('/github/hooks/', home).href } : {}),
      signal: context.signal,
      onReady: (page) => context.note(`Open ${page} in a browser, and agree on GitHub.`),
    });
    const app = await convertAppManifest(apiUrl, code);
    const webhookSecret = app.webhookSecret ?? randomBytes(32).toString('hex');
    context.redactor.add([app.privateKey, webhookSecret]);
    if (app.slug === '') throw new AppError('github_refused', 'GitHub answered without the App’s name.');
    const credentials = { app_name: app.slug, id: app.id, private_key: app.privateKey, webhook_secret: webhookSecret };
    const name = `config.${deployment}.yaml`;
    const file = await saveSecretsFile(context, name, (content) => ({ ...content, github_app: credentials }), {
      plain,
      age,
    });
    const next = [
      `The App ${app.slug} (${app.id}) is in ${file}.`,
      `Next: install it at ${app.htmlUrl}`,
      ...(home ? [] : ['and tell it where webhooks go: `pangeo-forge app hook-url URL`.']),
      ...(app.webhookSecret === null
        ? ['GitHub made no webhook secret: set the one of the file in the App’s settings.']
        : []),
    ];
    return { data: { deployment, file, app: { id: app.id, slug: app.slug, url: app.htmlUrl } }, text: next.join('\n') };
  },
});
