import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';

export interface StorageProbe {
  fsspecClass: string;
  fsspecArgs: Readonly<Record<string, unknown>>;
  /** Where the object is written, or what is listed. */
  rootPath: string;
  mayWrite: boolean;
  /** Credentials by the variable that names their file. */
  secretFiles: Readonly<Record<string, string>>;
  searchPath: string;
}

const answerSchema = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('good') }),
  z.object({ outcome: z.literal('no_package'), package: z.string() }),
  z.object({ outcome: z.literal('failed'), message: z.string() }),
]);

export type StorageAnswer = z.infer<typeof answerSchema>;

const LIMIT_MS = 60_000;

const PROGRAM = `
import importlib, importlib.util, json, sys
def probe(question):
    module, _, name = question["fsspecClass"].rpartition(".")
    if importlib.util.find_spec(module.split(".")[0]) is None:
        return {"outcome": "no_package", "package": module.split(".")[0]}
    try:
        fs = getattr(importlib.import_module(module), name)(**question["fsspecArgs"])
        root = question["rootPath"].rstrip("/")
        if not question["mayWrite"]:
            try:
                fs.info(root)
            except FileNotFoundError:
                fs.ls(root.rpartition("/")[0] or root)
            return {"outcome": "good"}
        path = root + "/probe"
        fs.makedirs(root, exist_ok=True)
        fs.pipe_file(path, b"written by pangeo-forge doctor")
        try:
            if fs.cat_file(path) != b"written by pangeo-forge doctor":
                return {"outcome": "failed", "message": "what was read is not what was written"}
        finally:
            fs.rm(root, recursive=True)
        return {"outcome": "good"}
    except Exception as error:
        lines = str(error).strip().splitlines() or [""]
        return {"outcome": "failed", "message": type(error).__name__ + ": " + lines[0][:300]}
print(json.dumps(probe(json.load(sys.stdin))))
`;

/**
 * Opens a bakery's storage as a bake would, and lists it, or writes one small object below the path and removes it. The
 * message of a failure is not redacted.
 */
export async function probeStorage(python: string, probe: StorageProbe): Promise<StorageAnswer> {
  const { secretFiles, searchPath, ...question } = probe;
  const folder = await mkdtemp(join(tmpdir(), 'pangeo-forge-storage-'));
  try {
    const named: Record<string, string> = {};
    for (const [variable, content] of Object.entries(secretFiles)) {
      named[variable] = join(folder, variable);
      await writeFile(join(folder, variable), content, { mode: 0o600 });
    }
    const answer = await execa(python, ['-I', '-c', PROGRAM], {
      extendEnv: false,
      env: { PATH: searchPath, HOME: folder, ...named },
      reject: false,
      input: JSON.stringify(question),
      timeout: LIMIT_MS,
    });
    if (answer.timedOut) return { outcome: 'failed', message: `no answer in ${LIMIT_MS / 1_000} s` };
    const last = answer.stdout?.trim().split('\n').at(-1) ?? '';
    if (answer.failed || last === '')
      return { outcome: 'failed', message: answer.stderr?.trim().split('\n').at(-1) || 'Python did not run' };
    return answerSchema.parse(JSON.parse(last));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
