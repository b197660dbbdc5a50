import { createReadStream } from 'node:fs';
import { readdir, readlink, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { AppError } from '@pangeo-forge/shared/errors/app-error';
import type Docker from 'dockerode';
import tar from 'tar-stream';

export interface CopiedFiles {
  files: ReadonlyArray<{ path: string; content: string }>;
  /** With what is in them. */
  directories: readonly string[];
  emptyDirectories: readonly string[];
}

/**
 * Puts files and directories into a running container, over a stream: nothing of them is on the engine's disk, in an
 * argument or in an environment variable.
 * @throws AppError `unavailable`
 */
export async function copyIntoContainer(
  container: Docker.Container,
  { files, directories, emptyDirectories }: CopiedFiles,
): Promise<void> {
  const unpack = await container.exec({
    Cmd: ['tar', '-x', '--no-overwrite-dir', '-C', '/', '-f', '-'],
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
  });
  const stream = await unpack.start({ hijack: true, stdin: true });
  const complaints = new PassThrough();
  container.modem.demuxStream(stream, complaints, complaints);
  const errors = text(complaints);
  stream.on('close', () => complaints.end());
  stream.on('end', () => complaints.end());
  const pack = tar.pack();
  // When tar ends early, its error output says why.
  const sent = pipeline(pack, stream).catch(() => {});
  for (const { path, content } of files) pack.entry({ name: relativeToRoot(path), mode: 0o400 }, content);
  for (const path of emptyDirectories) pack.entry({ name: relativeToRoot(path), type: 'directory', mode: 0o700 });
  for (const directory of directories) await addDirectory(pack, directory);
  pack.finalize();
  await sent;
  const complaint = (await errors).trim();
  const { ExitCode } = await unpack.inspect();
  if (ExitCode !== 0)
    throw new AppError(
      'unavailable',
      `the container did not take its files (exit code ${ExitCode}): ${complaint.slice(0, 300)}`,
    );
}

async function addDirectory(pack: tar.Pack, directory: string): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    const name = relativeToRoot(path);
    if (entry.isDirectory()) pack.entry({ name, type: 'directory', mode: 0o700 });
    else if (entry.isSymbolicLink()) pack.entry({ name, type: 'symlink', linkname: await readlink(path) });
    else if (entry.isFile()) {
      const { mode, size } = await stat(path);
      await pipeline(createReadStream(path), pack.entry({ name, size, mode: mode & 0o777 }));
    }
  }
}

const relativeToRoot = (path: string): string => path.replace(/^\/+/, '');
