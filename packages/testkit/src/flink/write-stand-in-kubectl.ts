import { chmod, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

export interface KubectlCall {
  pid: number;
  args: string[];
  /** Content of the file that KUBECONFIG names. */
  kubeconfig: string | null;
  /** Of `apply`. */
  manifest?: Record<string, unknown>;
}

export interface StandInKubectl {
  /** For the front of PATH. */
  folder: string;
  /** In order. */
  calls(): Promise<KubectlCall[]>;
  /** From now on `apply` prints this on standard error and fails; null: it succeeds. */
  refuse(complaint: string | null): Promise<void>;
}

/**
 * A `kubectl` for pangeo-forge-runner: `apply` and `wait` succeed at once, `port-forward` forwards to a Flink on
 * loopback until it is killed. Anything else fails.
 */
export async function writeStandInKubectl(folder: string, flinkUrl: string): Promise<StandInKubectl> {
  const log = path.join(folder, 'kubectl-calls.jsonl');
  const refusal = path.join(folder, 'kubectl-refusal');
  await writeFile(log, '');
  await writeFile(refusal, '');
  const { port } = new URL(flinkUrl);
  await writeFile(
    path.join(folder, 'kubectl'),
    `#!${process.execPath}\n${program({ log, refusal, port: Number(port) })}`,
  );
  await chmod(path.join(folder, 'kubectl'), 0o755);
  return {
    folder,
    refuse: (complaint) => writeFile(refusal, complaint ?? ''),
    async calls() {
      const lines = (await readFile(log, 'utf8')).split('\n').filter((line) => line !== '');
      return lines.map((line) => JSON.parse(line) as KubectlCall);
    },
  };
}

function program({ log, refusal, port }: { log: string; refusal: string; port: number }): string {
  return `
const { appendFileSync, readFileSync } = require('node:fs');
const net = require('node:net');
const args = process.argv.slice(2);
const config = process.env.KUBECONFIG;
const kubeconfig = config ? readFileSync(config, 'utf8') : null;
const note = (more) => appendFileSync(${JSON.stringify(log)}, JSON.stringify({ pid: process.pid, args, kubeconfig, ...more }) + '\\n');
const refusal = readFileSync(${JSON.stringify(refusal)}, 'utf8');
if (args[0] === 'apply' && refusal !== '') {
  console.error(refusal);
  process.exit(1);
} else if (args[0] === 'apply') note({ manifest: JSON.parse(readFileSync(args[args.indexOf('-f') + 1], 'utf8')) });
else if (args[0] === 'wait') note();
else if (args[0] === 'port-forward') {
  note();
  const server = net.createServer((client) => {
    const flink = net.connect(${port}, '127.0.0.1');
    for (const [from, to] of [[client, flink], [flink, client]]) from.pipe(to).on('error', () => from.destroy());
  });
  server.listen(0, '127.0.0.1', () => console.log('Forwarding from 127.0.0.1:' + server.address().port + ' -> 8081'));
} else {
  console.error('error: unknown command ' + args[0]);
  process.exit(1);
}
`;
}
