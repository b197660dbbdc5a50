import path from 'node:path';
import { generateApiKey } from '@pangeo-forge/shared/keys/api-key';
import { deploymentKindOf } from '@pangeo-forge/shared/names/deployment-name';
import { z } from 'zod';
import { findApp } from '../../deployment/find-app.ts';
import { makeApp } from '../../deployment/make-app.ts';
import { writeBakeryFile } from '../../deployment/write-bakery-file.ts';
import { defineCommand } from '../../define-command.ts';
import { type SecretsContent, saveSecretsFile } from '../../secrets/save-secrets-file.ts';

export const deploymentNewCommand = defineCommand({
  path: 'deployment new',
  summary: 'Everything that a deployment needs: API key, GitHub App, bakery file, encrypted.',
  details:
    'What exists already stays as it is, the App too, so it can be run again after an interruption. Lists what is left to do by hand.',
  arguments: [['<name>', 'pforge-local-{user}, pforge-pr-{number}, pangeo-forge-staging or pangeo-forge']],
  options: [
    ['--org <organisation>', 'that owns the App (your own account)'],
    ['--url <url>', 'its URL, for its webhooks; on your own machine a channel of smee.io'],
    ['--bakery <name>', 'its bakery (local)'],
    [
      '--bakery-from <deployment>',
      'copy the bakery’s file of another deployment; Google’s pushes go to this deployment’s host',
    ],
    ['--no-app', 'without a GitHub App: `app create` makes it later'],
    ['--plain', 'do not encrypt: for a deployment on your own machine'],
    ['--age <recipients>', 'encrypt for these instead of the rule in .sops.yaml'],
  ],
  input: z.object({
    name: z.string().refine((name) => deploymentKindOf(name) !== null, {
      error: 'must be pforge-local-{user}, pforge-pr-{number}, pangeo-forge-staging or pangeo-forge',
    }),
    org: z.string().optional(),
    url: z.url().optional(),
    bakery: z.string().default('local'),
    bakeryFrom: z.string().optional(),
    app: z.boolean().default(true),
    plain: z.boolean().default(false),
    age: z.string().optional(),
  }),
  async run(context, { name, org, url, bakery, bakeryFrom, app: withApp, plain, age }) {
    const kind = deploymentKindOf(name);
    const home = url ?? (kind === 'review' ? `https://${name}.herokuapp.com` : undefined);
    // the URL of a deployment on one's own machine is a channel of smee.io, which takes no pushes
    const pushHost = kind !== 'local' && home ? new URL(home).host : null;
    const { files, app } = await context.progress(withApp ? 3 : 2, async (progress) => {
      progress.step('Writing the bakery’s file');
      const { file: bakeryFile } = await writeBakeryFile(context.configDir(), name, {
        bakery,
        from: bakeryFrom,
        pushHost,
      });
      progress.step('Making the API key');
      const secretsFile = await saveSecretsFile(context, `config.${name}.yaml`, withKey, { plain, age });
      if (withApp) progress.step('Making the GitHub App');
      const known = withApp ? await findApp(context, name) : null;
      const made = withApp && !known ? await makeApp(context, { deployment: name, org, home, plain, age }) : null;
      return { files: [secretsFile, bakeryFile], app: known ?? made };
    });
    const shown = files.map((file) => path.relative(context.cwd, file));
    const left = [
      ...(app
        ? [`install the App on the repositories that it will serve: ${app.htmlUrl}`]
        : ['`pangeo-forge app create`']),
      ...(home
        ? []
        : [
            'set where GitHub sends webhooks (`pangeo-forge app hook-url URL`; on your own machine a smee.io channel), and make the webhook active in the App’s settings',
          ]),
      ...(plain ? [`never commit ${shown[0]}: it is not encrypted`] : [`commit ${shown.join(' and ')}`]),
      `start it with PANGEO_FORGE_DEPLOYMENT=${name}`,
    ];
    return {
      data: { deployment: name, files: shown, app: app && { id: app.id, slug: app.slug, url: app.htmlUrl }, left },
      text: [...shown.map((file) => `wrote ${file}`), 'Left to do:', ...left.map((step) => `  - ${step}`)].join('\n'),
    };
  },
});

/** A key that is there stays. */
function withKey(content: SecretsContent): SecretsContent {
  return { ...content, fastapi: { PANGEO_FORGE_API_KEY: generateApiKey().key, ...content['fastapi'] } };
}
