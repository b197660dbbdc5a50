import type { DemoStage } from '../demo-stage.ts';

/** Replaces what differs between runs: hosts, folders, commits, ids, times. */
export function normalizeText(text: string, { github, system, config }: DemoStage): string {
  const hosts = [
    [github.serverUrl, 'https://github.com'],
    [system.url, 'https://pforge.example.org'],
    [encodeURIComponent(new URL(system.url).host), 'pforge.example.org'],
    [encodeURIComponent(config.dataDir), encodeURIComponent('/data')],
    [config.dataDir, '/data'],
  ] as const;
  const normalized = hosts.reduce((changed, [from, to]) => changed.replaceAll(from, to), text);
  return (
    numberCommits(normalized)
      // how much a cancelled run had printed differs
      .replace(/(\*\*was cancelled\*\*[^\n]*\n>\n)> <details>[\s\S]*?<\/details>\n>\n/g, '$1')
      .replace(/\/tmp\/\S+\/checkout/g, '/tmp/checkout')
      .replace(/\d+(?:\.\d+)? (s|seconds?)\b/g, '5 $1')
      .replace(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, '2026-01-02 06:00 UTC')
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '2026-01-01T00:00:00Z')
      .replace(/(#issuecomment-|\/runs\/)\d{4,}/g, '$11')
  );
}

/** Numbers commits by their order: `c000001…`. */
function numberCommits(text: string): string {
  const known: string[] = [];
  return text.replace(/\b[0-9a-f]{40}\b|(?<![\w/.-])[0-9a-f]{7}(?![\w-])/g, (sha) => {
    if (!/\d/.test(sha)) return sha;
    const short = sha.slice(0, 7);
    if (!known.includes(short)) known.push(short);
    const name = `c${String(known.indexOf(short) + 1).padStart(6, '0')}`;
    return sha.length === 7 ? name : name.padEnd(40, '0');
  });
}
