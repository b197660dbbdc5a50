import type { SandboxLimits } from './sandbox.ts';

/** Threads' stacks and allocators reserve more than they touch; the kernel counts what is reserved. */
const RESERVED_BYTES = 4 * 1024 ** 3;

/**
 * The command behind a shell that sets limits and becomes it. Every system has `ulimit`, and what it sets is inherited
 * by all descendants. A limit that this system does not know is skipped: the watch on the tree remains.
 * @param limits `dataBytes`: what each process may reserve, to the byte, for programs that touch what they reserve
 */
export function limitCommand(
  argv: readonly string[],
  limits: SandboxLimits & { processes?: number; dataBytes?: number },
): [string, ...string[]] {
  const settings = ['ulimit -c 0'];
  // With its signal ignored, writing beyond the limit is an error that a program can report, not a silent death.
  if (limits.fileBytes !== undefined) settings.push("trap '' XFSZ", `ulimit -f ${Math.ceil(limits.fileBytes / 512)}`);
  if (limits.cpuTimeS !== undefined) settings.push(`ulimit -t ${Math.ceil(limits.cpuTimeS)}`);
  if (limits.memoryBytes !== undefined)
    settings.push(`ulimit -d ${Math.ceil((limits.memoryBytes + RESERVED_BYTES) / 1024)}`);
  if (limits.dataBytes !== undefined) settings.push(`ulimit -d ${Math.ceil(limits.dataBytes / 1024)}`);
  // The letter is bash's or dash's.
  if (limits.processes !== undefined)
    settings.push(`ulimit -u ${limits.processes} 2>/dev/null || ulimit -p ${limits.processes}`);
  const script = `${settings.map((setting) => `${setting} 2>/dev/null || :`).join('\n')}\nexec "$@"`;
  return ['/bin/sh', '-c', script, 'sh', ...argv];
}
