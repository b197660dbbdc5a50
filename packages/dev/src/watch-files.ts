import path from 'node:path';
import { watch } from 'chokidar';

const DEBOUNCE_MS = 300;
const IGNORED = /(^|[/\\])(node_modules|dist|coverage|\.local|\.git|test)([/\\]|$)|\.test\.ts$/;
const WATCHED = /\.(ts|yaml|yml|json|txt)$/;

export interface FileWatch {
  close(): Promise<void>;
}

/** Reports which file changed, after a short pause, since editors write several. */
export async function watchFiles(folders: readonly string[], onChange: (file: string) => void): Promise<FileWatch> {
  let quiet: NodeJS.Timeout | undefined;
  const watcher = watch([...folders], {
    ignoreInitial: true,
    ignored: (file, stats) => IGNORED.test(file) || (stats?.isFile() === true && !WATCHED.test(file)),
  });
  watcher.on('all', (_event, file) => {
    clearTimeout(quiet);
    quiet = setTimeout(() => onChange(path.relative(process.cwd(), file)), DEBOUNCE_MS);
  });
  await new Promise<void>((resolve) => watcher.once('ready', resolve));
  return {
    async close() {
      clearTimeout(quiet);
      await watcher.close();
    },
  };
}
