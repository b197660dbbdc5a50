// Writes the filter of system calls for the sandbox `bubblewrap`: Docker's default profile, compiled for processes
// without capabilities. Needs Go, and Python with libseccomp's module (Debian: golang, python3-seccomp).
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { z } from 'zod';

const MODULE = 'github.com/moby/profiles/seccomp';
const VERSION = 'v0.3.0';
/** Of the module, as the checksum database has it. */
const SUM = 'h1:1vJ94fIWXz206DLWq7ddPD6qLP82N7351JI/9iGy3IY=';
const PYTHON = process.env['PYTHON'] ?? '/usr/bin/python3';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = join(root, 'packages/recipe-runner/src/sandbox/seccomp-filter.data.ts');

const downloaded = await execa('go', ['mod', 'download', '-json', `${MODULE}@${VERSION}`]);
const { Dir: directory, Sum: sum } = z
  .object({ Dir: z.string(), Sum: z.string() })
  .parse(JSON.parse(downloaded.stdout));
if (sum !== SUM) throw new Error(`${MODULE}@${VERSION} has the checksum ${sum}, and not ${SUM}`);
const compile = join(root, 'tools/seccomp/compile-filter.py');
const { stdout } = await execa(PYTHON, [compile, join(directory, 'default.json')], { stderr: 'inherit' });
const programs = z.object({ x64: z.base64(), arm64: z.base64() }).parse(JSON.parse(stdout));

writeFileSync(
  file,
  `// Written by tools/write-seccomp-filter.ts from the default profile of Docker: do not change it here.

export const SECCOMP_PROFILE = '${MODULE} ${VERSION}';

/** BPF programs in base64, by \`process.arch\`. */
export const SECCOMP_PROGRAMS: Readonly<Partial<Record<string, string>>> = {
  x64: '${programs.x64}',
  arm64: '${programs.arm64}',
};
`,
);
console.log(
  `${file}: ${Object.entries(programs)
    .map(([name, text]) => `${name} ${text.length} characters`)
    .join(', ')}`,
);
