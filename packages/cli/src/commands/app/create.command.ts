import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { z } from 'zod';
import { defineCommand } from '../../define-command.ts';
import { findApp } from '../../deployment/find-app.ts';
import { makeApp } from '../../deployment/make-app.ts';

export const appCreateCommand = defineCommand({
  path: 'app create',
  summary: 'Make the GitHub App of a deployment in the browser, and write its credentials to secrets/.',
  details:
    'Serves a page on this machine that sends you to GitHub and back. Afterwards install the App on the repositories that it will serve.',
  replaces: '`scripts.develop/new_github_app.py`',
  options: [
    ['--org <organisation>', 'that owns it (your own account)'],
    ['--review <number>', 'for the review deployment of a pull request'],
    ['--url <url>', 'where the deployment is reached; its webhooks go to URL/github/hooks/'],
    ['--replace', 'make one although the deployment has one, whose credentials are forgotten'],
    ['--plain', 'do not encrypt a new file'],
    ['--age <recipients>', 'encrypt a new file for these instead of the rule in .sops.yaml'],
  ],
  input: z.object({
    org: z.string().optional(),
    review: z.coerce.number().int().positive().optional(),
    url: z.url().optional(),
    replace: z.boolean().default(false),
    plain: z.boolean().default(false),
    age: z.string().optional(),
  }),
  async run(context, { org, review, url, replace, plain, age }) {
    const deployment = review === undefined ? context.deployment() : `pforge-pr-${review}`;
    const known = replace ? null : await findApp(context, deployment);
    if (known)
      throw new AppError(
        'conflict',
        `${deployment} has the App ${known.slug} (${known.htmlUrl}): --replace makes another.`,
      );
    const home = url ?? (review === undefined ? undefined : `https://${deployment}.herokuapp.com`);
    const app = await makeApp(context, { deployment, org, home, plain, age });
    const next = [
      `The App ${app.slug} (${app.id}) is in ${app.file}.`,
      `Next: install it at ${app.htmlUrl}`,
      ...(home ? [] : ['and set where webhooks go: `pangeo-forge app hook-url URL`.']),
      ...(app.webhookSecret === null
        ? ['GitHub made no webhook secret: set the one of the file in the App’s settings.']
        : []),
    ];
    return {
      data: { deployment, file: app.file, app: { id: app.id, slug: app.slug, url: app.htmlUrl } },
      text: next.join('\n'),
    };
  },
});
