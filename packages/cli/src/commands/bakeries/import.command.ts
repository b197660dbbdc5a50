import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { bakeryFileSchema } from '@pangeo-forge/shared/config/bakery-file.schema';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { stringify } from 'yaml';
import { z } from 'zod';
import { defineCommand } from '../../define-command.ts';
import { bakeryOfConfig } from '../../import/bakery-of-config.ts';
import { readRunnerConfig } from '../../import/read-runner-config.ts';

const COMMENT = '# yaml-language-server: $schema=../docs/schemas/bakery.schema.json\n';

export const bakeriesImportCommand = defineCommand({
  path: 'bakeries import',
  summary: 'Write a bakery’s file from the configuration of deploy-recipe-action, a config.py or JSON.',
  details:
    'Executes nothing of it. Secrets are not copied: it lists what belongs into `secrets/bakery-args.{bakery}.yaml`. A file that is there stays.',
  arguments: [['<file>', 'config.py, or JSON as in `pangeo_forge_runner_config`']],
  options: [['--name <bakery>', 'of the bakery (the file’s name)']],
  input: z.object({
    file: z.string(),
    name: z
      .string()
      .regex(/^[A-Za-z0-9][\w.-]*$/, 'must be a plain name')
      .optional(),
  }),
  async run(context, { file: given, name }) {
    const source = path.resolve(context.cwd, given);
    const { file, secrets, notes } = bakeryOfConfig(await readRunnerConfig(source, context.variables));
    const checked = bakeryFileSchema.safeParse(file);
    if (!checked.success)
      throw new AppError(
        'invalid_input',
        [`${given} does not make a bakery:`, z.prettifyError(checked.error), ...notes].join('\n'),
      );
    const bakery = name ?? path.basename(source).replace(/\.[^.]*$/, '');
    const directory = path.join(context.configDir(), 'bakeries');
    const written = path.join(directory, `${bakery}.${context.deployment()}.yaml`);
    await mkdir(directory, { recursive: true });
    await writeFile(written, `${COMMENT}${stringify(file)}`, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
      throw new AppError('conflict', `${path.relative(context.cwd, written)} exists; choose another --name`);
    });
    const left = [
      ...notes,
      ...secrets.map(
        ({ setting, source: from }) => `${setting} belongs into secrets/bakery-args.${bakery}.yaml: ${from}`,
      ),
      'check it: `pangeo-forge config check`',
    ];
    const shown = path.relative(context.cwd, written);
    return {
      data: { bakery, file: shown, secrets, notes },
      text: [`wrote ${shown}`, 'Read these:', ...left.map((line) => `  - ${line}`)].join('\n'),
    };
  },
});
