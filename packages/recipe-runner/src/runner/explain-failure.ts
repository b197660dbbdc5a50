import type { Evidence } from './read-output.ts';

export interface Explanation {
  reason: string;
  fault: 'author' | 'ours' | 'unknown';
  outOfMemory?: true;
}

export interface FailureFacts {
  evidence: Evidence;
  exitCode: number | null;
  signal: string | null;
}

/** Known ways to fail, most specific first. Recipe code can print the matched text, so it only chooses the message. */
const KNOWN: ReadonlyArray<{ pattern: RegExp; explain: (match: RegExpExecArray, subdir: string) => Explanation }> = [
  {
    pattern: /No such file or directory: '[^']*\/meta\.yaml'/,
    explain: (_match, subdir) => ({ fault: 'author', reason: `there is no meta.yaml in ${subdir}` }),
  },
  {
    pattern: /FileNotFoundError: \S*\/requirements\.txt does not exist/,
    explain: (_match, subdir) => ({
      fault: 'author',
      reason: `there is no requirements.txt in ${subdir}; it is required, and may be empty`,
    }),
  },
  {
    pattern: /No such file or directory: '[^']*\/([^/']+\.py)'/,
    explain: ([, file = ''], subdir) => ({
      fault: 'author',
      reason: `meta.yaml names a recipe in ${file}, which does not exist in ${subdir}`,
    }),
  },
  {
    pattern: /self\.recipe_id='([^']*)' not in (\[[^\]]{0,300}\])/,
    explain: ([, id = '', ids = '']) => ({ fault: 'author', reason: `meta.yaml has no recipe ${id}; it has ${ids}` }),
  },
  {
    pattern: /No matching distribution found for ([^\s]+)/,
    explain: ([, requirement = '']) => ({
      fault: 'author',
      reason: `requirements.txt asks for ${requirement}, which is not in the runner's environment and could not be found in a package index`,
    }),
  },
  {
    pattern: /(?:ruamel\.yaml|yaml)\.\w+\.(\w+Error): ?(.*)/,
    explain: ([, name = '', detail = '']) => ({
      fault: 'author',
      reason: `meta.yaml is not valid YAML (${name} ${detail})`.replace(' )', ')'),
    }),
  },
  {
    pattern: /traitlets\.\w+\.TraitError: (.*)/,
    explain: ([, detail = '']) => ({
      fault: 'author',
      reason: `meta.yaml or the bakery's configuration is not valid: ${detail}`,
    }),
  },
  {
    pattern: /^(?:MemoryError|numpy\.\S*MemoryError)\b.*/m,
    explain: () => ({
      fault: 'author',
      outOfMemory: true,
      reason: 'the recipe asked for more memory than it may use',
    }),
  },
];

/** One sentence for the author, from what is known about a run that failed by itself. */
export function explainFailure({ evidence, exitCode, signal }: FailureFacts, subdir: string): Explanation {
  if (signal === 'SIGKILL' || exitCode === 137) {
    return {
      fault: 'unknown',
      outOfMemory: true,
      reason: 'the runner was killed by the system, most likely because the machine ran out of memory',
    };
  }
  if (signal === 'SIGXCPU' || exitCode === 152)
    return { fault: 'author', reason: 'the recipe used up its processor time' };
  if (signal) return { fault: 'author', reason: `the runner crashed (${signal})` };
  const text = [evidence.traceback, evidence.failed?.message, ...evidence.tail].filter(Boolean).join('\n');
  for (const { pattern, explain } of KNOWN) {
    const match = pattern.exec(text);
    if (match) return explain(match, subdir);
  }
  const raised = evidence.traceback ? describeException(evidence.traceback) : null;
  if (raised) return { fault: 'author', reason: raised };
  if (evidence.failed?.message)
    return { fault: 'author', reason: `the runner failed: ${evidence.failed.message.slice(0, 500)}` };
  const last = evidence.tail.at(-1);
  const printed = last ? `; the last line that it printed was: ${last}` : ' and printed nothing';
  return { fault: 'unknown', reason: `the runner ended with exit code ${exitCode} and gave no reason${printed}` };
}

/** `recipe.py, line 12: ValueError: …`, the innermost frame that is in the feedstock's own files. */
function describeException(traceback: string): string | null {
  const exception = traceback
    .trimEnd()
    .split('\n')
    .findLast((line) => /^[\w.]+(?:Error|Exception|Warning|Exit|Interrupt|Timeout\w*)?\b(?::|$)/.test(line));
  if (!exception) return null;
  const frames = [...traceback.matchAll(/File "([^"]+)", line (\d+)/g)];
  const own = frames.findLast(([, file = '']) => !/site-packages|\/lib\/python|^<|pangeo-forge-runner$/.test(file));
  const place = own ? `${own[1]?.split('/').at(-1)}, line ${own[2]}: ` : '';
  return `the recipe raised an error: ${place}${exception.slice(0, 500)}`;
}
