import { appendFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { encryptWithSops } from '@pangeo-forge/shared/config/encrypt-with-sops';
import type { SopsMetadata } from '@pangeo-forge/shared/config/sops';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { parse, stringify } from 'yaml';
import type { CliContext } from '../context/cli-context.ts';

export interface Protection {
  /** Written as it is, readable by its owner only: for a deployment on one's own machine. */
  plain: boolean;
  /** Recipients instead of the rule in `.sops.yaml`. */
  age?: string | undefined;
}

export type SecretsContent = Record<string, Record<string, unknown>>;

/**
 * Changes a file of `secrets/`, which stays encrypted or plain as it was; a new one is encrypted unless `plain` is set.
 * The plain text of an encrypted file is never on disk.
 */
export async function saveSecretsFile(
  context: CliContext,
  name: string,
  change: (content: SecretsContent) => SecretsContent,
  protection: Protection,
): Promise<string> {
  const configDir = context.configDir();
  const file = path.join(configDir, 'secrets', name);
  const before = await readSecretsContent(context, name);
  const text = stringify(change(before.content));
  const encrypted = before.exists ? before.encrypted : !protection.plain;
  const { age } = protection;
  const options = { file: path.join('secrets', name), cwd: configDir, age, variables: context.variables };
  const saved = encrypted ? await encryptWithSops(text, options) : text;
  await mkdir(path.dirname(file), { recursive: true });
  if (!encrypted) await keepOutOfGit(file, context.variables['PATH'] ?? '');
  await writeFile(`${file}.new`, saved, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return file;
}

/**
 * Has git ignore the file, by this clone’s own `info/exclude`, where no rule does so yet: an unencrypted secret must
 * not be committed by mistake. Nothing happens outside of a repository, or without git.
 */
async function keepOutOfGit(file: string, searchPath: string): Promise<void> {
  const { execa } = await import('execa');
  const options = { cwd: path.dirname(file), extendEnv: false, env: { PATH: searchPath }, reject: false } as const;
  const ignored = await execa('git', ['check-ignore', '--quiet', '--', file], options);
  if (ignored.exitCode !== 1) return;
  const asked = await execa('git', ['rev-parse', '--show-prefix', '--git-path', 'info/exclude'], options);
  const [prefix, exclude] = asked.exitCode === 0 ? asked.stdout.split('\n') : [];
  if (prefix === undefined || exclude === undefined) return;
  const excludeFile = path.resolve(options.cwd, exclude);
  await mkdir(path.dirname(excludeFile), { recursive: true });
  await appendFile(excludeFile, `\n/${prefix}${path.basename(file)}\n`);
}

/** A file of `secrets/` as it is now. */
export async function readSecretsContent(
  { configDir, decrypt }: CliContext,
  name: string,
): Promise<{ exists: boolean; encrypted: boolean; content: SecretsContent }> {
  const file = path.join(configDir(), 'secrets', name);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return { exists: false, encrypted: false, content: {} };
  const content = (parse(text) ?? {}) as SecretsContent & { sops?: SopsMetadata };
  if (content.sops === undefined) return { exists: true, encrypted: false, content };
  const plain = await decrypt(file, content.sops);
  if (plain.outcome === 'refused') throw new AppError('invalid_config', `${file} ${plain.message}`);
  return { exists: true, encrypted: true, content: parse(plain.text) as SecretsContent };
}
