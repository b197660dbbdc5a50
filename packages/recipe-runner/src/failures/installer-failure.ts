import { type Clues, type Explanation, NOT_THE_COMMIT } from './clues.ts';

const MISSING = /No matching distribution found for ([^\s(]+)|Because ([\w.-]+) was not found in the package registry/;
const CONFLICT = /Cannot install (.+?) because these package versions have conflicting dependencies/;
const NO_SOLUTION = /No solution found when resolving dependencies/;
const GIT = /fatal: (unable to access '([^']+)'.*|.*)/;
const BUILD = /error: subprocess-exited-with-error|Failed building wheel for ([\w.-]+)|Failed to build `?([\w.=-]+)/;
/** pip and uv speak of themselves in these words. */
const INSTALLER = /\bpip\b|\buv\b|venvception|subprocess\.CalledProcessError/;

/** Packages that requirements.txt asks for and the installer refuses, in the installer's own words. */
export function installerFailure(clues: Clues): Explanation | null {
  const { text } = clues;
  const missing = MISSING.exec(text);
  if (missing) {
    const requirement = missing[1] ?? missing[2] ?? '';
    return author(
      `${asked(clues, requirement)}, which is not in the runner's environment and could not be found in a package index`,
    );
  }
  const conflict = CONFLICT.exec(text)?.[1];
  if (conflict) {
    const lines = conflict.replaceAll(/-r \S*requirements\.txt \(line (\d+)\)/g, 'line $1');
    return author(`the packages of requirements.txt contradict each other: ${lines} cannot be installed together`);
  }
  if (NO_SOLUTION.test(text)) {
    const because = /╰─▶ ([^]*?)(?:\n\s*\n|$)/.exec(text)?.[1]?.replaceAll(/\s+/g, ' ').trim() ?? '';
    return author(`the packages of requirements.txt cannot be installed together: ${because.slice(0, 500)}`);
  }
  if (!INSTALLER.test(text)) return null;
  if (/Could not install packages due to an OSError: HTTPS?ConnectionPool|Could not fetch URL/.test(text))
    return { kind: 'installer', fault: 'unknown', reason: `the package index could not be reached. ${NOT_THE_COMMIT}` };
  const git = GIT.exec(text);
  if (git) {
    const host = git[2] && URL.canParse(git[2]) ? new URL(git[2]).hostname : null;
    const server = host ? `${host} could not be reached` : 'git could not fetch it';
    return {
      kind: 'installer',
      fault: 'unknown',
      reason: `a requirement from git was not installed: ${server} (${git[1]})`,
    };
  }
  const build = BUILD.exec(text);
  if (build) {
    const name = build[1] ?? build[2];
    return author(
      `${name ? asked(clues, name) : 'a package of requirements.txt'}, which could not be built from its source`,
    );
  }
  const said = [...text.matchAll(/^ERROR: (?!Exception|pip's dependency resolver)(.+)$/gm)].at(0)?.[1];
  return said ? author(`requirements.txt could not be installed: ${said}`) : null;
}

function author(reason: string): Explanation {
  return { kind: 'installer', fault: 'author', reason };
}

function asked({ facts }: Clues, requirement: string): string {
  const name = /^[\w.-]+/.exec(requirement)?.[0] ?? requirement;
  const line = lineOfRequirement(facts.requirements ?? null, name);
  return `requirements.txt${line === null ? '' : `, line ${line},`} asks for ${requirement}`;
}

/** The line of requirements.txt that names the package, from 1. */
export function lineOfRequirement(requirements: string | null, name: string): number | null {
  const normal = (text: string) => text.toLowerCase().replaceAll(/[-_.]+/g, '-');
  const lines = (requirements ?? '').split('\n');
  const index = lines.findIndex((line) => normal(/^\s*([\w.-]+)/.exec(line)?.[1] ?? '') === normal(name));
  return index < 0 ? null : index + 1;
}
