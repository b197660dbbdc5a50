import type { Readable } from 'node:stream';

/** The port of a process started with `PORT=0`, from its log; rejects with the log when it ends before. */
export function portOf({ stdout }: { stdout: Readable }): Promise<number> {
  return new Promise((resolve, reject) => {
    let log = '';
    stdout.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      const port = /"port":(\d+)/.exec(log)?.[1];
      if (port !== undefined) resolve(Number(port));
    });
    stdout.once('end', () => reject(new Error(`the process ended before it listened: ${log}`)));
  });
}
