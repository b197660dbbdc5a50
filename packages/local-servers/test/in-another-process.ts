import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface AnotherProcess<T> {
  /** What the function resolved with, as JSON. */
  value: T;
  pid: number;
  /** SIGKILL, which no handler sees; resolves when the process is gone. */
  kill(): Promise<void>;
  /** Kills the shells that would stop this folder's servers. */
  killWatchers(folder: string): void;
}

/** Calls an exported function in another process, which then stays alive. */
export async function inAnotherProcess<T>(module: URL, name: string, argument: unknown): Promise<AnotherProcess<T>> {
  const program = `
    import { ${name} } from ${JSON.stringify(module.href)};
    console.log(JSON.stringify(await ${name}(${JSON.stringify(argument)})));
    setInterval(() => {}, 1_000_000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout);
  const [line] = (await Promise.race([once(lines, 'line'), once(lines, 'close').then(() => ['null'])])) as [string];
  return {
    value: JSON.parse(line) as T,
    pid: child.pid ?? -1,
    async kill() {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
    killWatchers(folder) {
      const listed = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).split('\n');
      for (const watcher of listed.filter((entry) => entry.includes('/bin/sh -c') && entry.includes(folder))) {
        process.kill(Number.parseInt(watcher, 10), 'SIGKILL');
      }
    },
  };
}
