import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { deploymentKindOf } from '@pangeo-forge/shared/names/deployment-name';
import { z } from 'zod';
import { defineCommand } from '../../define-command.ts';

export const deploymentRmCommand = defineCommand({
  path: 'deployment rm',
  summary: 'Remove the files of a local or review deployment, and show where to delete its App.',
  details: 'GitHub only lets people delete an App, so that is left to do by hand.',
  arguments: [['<name>', 'pforge-local-{user} or pforge-pr-{number}']],
  options: [['--org <organisation>', 'that owns the App (your own account)']],
  input: z.object({ name: z.string(), org: z.string().optional() }),
  async run(context, { name, org }) {
    const kind = deploymentKindOf(name);
    if (kind !== 'local' && kind !== 'review') {
      throw new AppError('forbidden', `${name} is not a local or review deployment: remove its files by hand, in git.`);
    }
    const configDir = context.configDir();
    const bakeries = await readdir(path.join(configDir, 'bakeries')).catch((): string[] => []);
    const secrets = await readdir(path.join(configDir, 'secrets')).catch((): string[] => []);
    const files = [
      ...secrets.filter((file) => file === `config.${name}.yaml`).map((file) => path.join('secrets', file)),
      ...bakeries.filter((file) => file.endsWith(`.${name}.yaml`)).map((file) => path.join('bakeries', file)),
    ];
    if (files.length === 0) throw new AppError('not_found', `${configDir} holds no file of ${name}.`);
    for (const file of files) await rm(path.join(configDir, file));
    const server = context.environment().GITHUB_SERVER_URL.replace(/\/$/, '');
    const settings = `${server}${org ? `/organizations/${org}` : ''}/settings/apps/${name}/advanced`;
    const left = [`delete the App: ${settings}`, 'commit the removal, if the files were committed'];
    return {
      data: { deployment: name, removed: files, left },
      text: [...files.map((file) => `removed ${file}`), 'Left to do:', ...left.map((step) => `  - ${step}`)].join('\n'),
    };
  },
});
