import { AppError } from '@pangeo-forge/shared/errors/app-error';
import { ExecaError, execa } from 'execa';

export interface TerraformCall {
  /** Folder of the environment's `main.tf`. */
  folder: string;
  args: readonly string[];
  environment: Record<string, string>;
  signal: AbortSignal;
  onLine: (line: string) => void;
}

/** Terraform releases the lock of its state when it is interrupted; killed, it would leave the lock behind. */
const STOP_WITHIN_MS = 20_000;

/** @throws AppError `invalid_config` when it is not there, `conflict` when it fails. */
export async function runTerraform({ folder, args, environment, signal, onLine }: TerraformCall): Promise<void> {
  const [command = ''] = args;
  try {
    const terraform = execa('terraform', [`-chdir=${folder}`, ...args], {
      extendEnv: false,
      env: environment,
      stdin: 'ignore',
      all: true,
      buffer: false,
      cancelSignal: signal,
      killSignal: 'SIGINT',
      forceKillAfterDelay: STOP_WITHIN_MS,
    });
    for await (const line of terraform.iterable({ from: 'all' })) onLine(line);
    await terraform;
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error;
    if (error.code === 'ENOENT') {
      throw new AppError(
        'invalid_config',
        'The program `terraform` is not on PATH: a release runs in the image that Dockerfile makes, which has it.',
      );
    }
    if (error.isCanceled) throw error;
    throw new AppError(
      'conflict',
      `\`terraform ${command}\` failed (exit code ${error.exitCode ?? 'none'}); its output is above. ` +
        'The release before stays in place, and this one can be tried again.',
    );
  }
}
