import { privateKeyProblem } from '@pangeo-forge/shared/config/private-key';
import { AppError } from '@pangeo-forge/shared/errors/app-error';

/** @throws AppError `invalid_config` that says what is wrong with the App's private key, and what to write. */
export function assertReadableKey(privateKey: string): void {
  const problem = privateKeyProblem(privateKey, 'the GitHub App');
  if (problem !== null) throw new AppError('invalid_config', `github_app.private_key: ${problem}.`);
}
