import path from 'node:path';
import { watch } from 'chokidar';

const QUIET_MS = 300;
const LEFT_OUT = /(^|[/\\])(node_modules|dist|coverage|\.local|\.git|test)([/\\]|$)|\.test\.ts$/;
const READ = /\.(ts|yaml|yml|json|txt)$/;

export interface FileWatch {
  close(): Promise<void>;
}

/** Tells which file changed, once the files are quiet: an editor writes several. */
export async function watchFiles(folders: readonly string[], onChange: (file: string) => void): Promise<FileWatch> {
  let quiet: NodeJS.Timeout | undefined;
  const watcher = watch([...folders], {
    ignoreInitial: true,
    ignored: (file, stats) => LEFT_OUT.test(file) || (stats?.isFile() === true && !READ.test(file)),
  });
  watcher.on('all', (_event, file) => {
    clearTimeout(quiet);
    quiet = setTimeout(() => onChange(path.relative(process.cwd(), file)), QUIET_MS);
  });
  await new Promise<void>((resolve) => watcher.once('ready', resolve));
  return {
    async close() {
      clearTimeout(quiet);
      await watcher.close();
    },
  };
}
