import { checkConfig, type CheckedFile } from '@pangeo-forge/shared/config/check-config';
import { configProblemText } from '@pangeo-forge/shared/config/config-problem';
import { z } from 'zod';
import { createInspectBakery } from '../../config/inspect-bakery.ts';
import { defineCommand } from '../../define-command.ts';
import { EXIT_CODES } from '../../exit-codes.ts';

export const configCheckCommand = defineCommand({
  path: 'config check',
  summary: 'Check every file of bakeries/ and secrets/, and report all problems.',
  details:
    'Values are checked for what they mean: keys are parsed, classes and their options are looked up in the runner’s Python where it is installed, and what could not be checked is listed. Encrypted files are decrypted in memory with `sops`; one without a key here is reported as locked, which is only a problem with --strict.',
  options: [
    ['--deployment <name>', 'only the files of one deployment'],
    ['--strict', 'locked files and unencrypted secrets count as problems too'],
  ],
  input: z.object({ deployment: z.string().optional(), strict: z.boolean().default(false) }),
  async run(context, { deployment, strict }) {
    const configDir = context.configDir();
    const inspectBakery = await createInspectBakery(context);
    const files = await checkConfig({
      configDir,
      decrypt: context.decrypt,
      inspectBakery,
      ...(deployment ? { deployment } : {}),
    });
    const bad = files.filter(
      ({ state, warnings }) => state === 'invalid' || (strict && (state === 'locked' || warnings.length > 0)),
    );
    const lockedCount = files.filter(({ state }) => state === 'locked').length;
    const locked = lockedCount > 0 ? `; ${lockedCount} locked, of which only the names were checked` : '';
    const summary =
      files.length === 0
        ? `${configDir} holds no configuration.`
        : `${files.length} files, ${bad.length === 0 ? 'all good' : `${bad.length} with errors`}${locked}.`;
    return {
      data: { configDir, good: bad.length === 0, files },
      text: [...files.flatMap(linesOf), summary].join('\n'),
      exitCode: bad.length > 0 || files.length === 0 ? EXIT_CODES.config.code : EXIT_CODES.done.code,
    };
  },
});

function linesOf({ file, state, encrypted, problems, warnings, notChecked }: CheckedFile): string[] {
  const mark = { good: '✔', invalid: '✖', locked: '🔒' }[state];
  return [
    `${mark} ${file}${encrypted && state === 'good' ? ' (encrypted)' : ''}`,
    ...problems.map((problem) => `    ${configProblemText(problem)}`),
    ...warnings.map((warning) => `    ${file}: ${warning}`),
    ...notChecked.map((what) => `    not checked: ${what}`),
  ];
}
