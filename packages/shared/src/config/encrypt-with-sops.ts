import { ExecaError, execa } from 'execa';
import { AppError } from '../errors/app-error.ts';
import { Redactor } from '../redaction/redactor.ts';
import { sopsEnvironment } from './sops.ts';

export interface EncryptOptions {
  /** Path of the file that will hold the text: its rule in `.sops.yaml` names the keys. */
  file: string;
  /** Folder of `.sops.yaml`, or one below it. */
  cwd: string;
  /** Recipients, instead of the rule. */
  age?: string | undefined;
  variables: Readonly<Record<string, string | undefined>>;
}

/**
 * The text of an encrypted YAML or JSON file. The plain text goes to `sops` through a pipe, and is never on disk.
 * @throws AppError `invalid_config` that names what is missing.
 */
export async function encryptWithSops(text: string, { file, cwd, age, variables }: EncryptOptions): Promise<string> {
  const format = file.endsWith('.json') ? 'json' : 'yaml';
  const formats = ['--input-type', format, '--output-type', format, '--filename-override', file];
  try {
    const { stdout } = await execa('sops', ['encrypt', ...formats, ...(age ? ['--age', age] : [])], {
      cwd,
      extendEnv: false,
      env: sopsEnvironment(variables),
      input: text,
      stripFinalNewline: false,
    });
    return stdout;
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error;
    const reason = new Redactor()
      .redact(String(error.stderr ?? ''))
      .trim()
      .slice(0, 600);
    const why =
      error.code === 'ENOENT' ? 'the program `sops` is not on PATH (https://getsops.io/docs/#download)' : reason;
    throw new AppError('invalid_config', `${file} could not be encrypted: ${why || error.shortMessage}`);
  }
}
