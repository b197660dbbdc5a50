import { startLoopbackGitHub } from '@pangeo-forge/loopback-github/loopback-github';
import { populateGitHub } from '@pangeo-forge/loopback-github/populate-github';

const WORDS =
  'sea surface temperature recipe dataset monthly zarr reanalysis chunk time latitude longitude store variable'.split(
    ' ',
  );

export interface WebhookBodies {
  event: 'pull_request' | 'issue_comment';
  bodies: string[];
}

/**
 * Bodies as GitHub words them, each for another pull request: of a new pull request where that fits, else of a comment,
 * less its links. Their texts make them as long as wanted.
 */
export async function webhookBodies(bytes: number, count: number): Promise<WebhookBodies> {
  const github = await startLoopbackGitHub();
  try {
    const { repository: repo } = await populateGitHub(github, {
      files: { 'README.md': '# staged-recipes\n' },
      app: { name: 'bench', webhookUrl: 'http://127.0.0.1:1/' },
    });
    github.holdWebhooks();
    const fork = await github.fork(repo, 'contributor');
    const recipe = { 'recipes/x/meta.yaml': 'title: x\n' };
    await github.commit({ repo: fork, branch: 'x', message: 'Add x', author: 'contributor', files: recipe });
    const { number } = await github.openPullRequest({ repo, head: 'contributor:x', title: 'Add x', as: 'contributor' });
    await github.comment(repo, number, '/run x', 'maintainer');
    for (const event of ['pull_request', 'issue_comment'] as const) {
      const sent = github.deliveries().find((delivery) => delivery.event === event);
      const payload = (event === 'pull_request' ? sent?.payload : withoutLinks(sent?.payload)) as Payload;
      const bodies = Array.from({ length: count }, (_, index) => bodyOf(payload, index + 1, bytes));
      if (bodies.every((body) => body !== null)) return { event, bodies };
    }
    throw new Error(`no event is as short as ${bytes} bytes`);
  } finally {
    await github.stop();
  }
}

type Payload = Partial<Record<'pull_request' | 'issue' | 'comment', object>>;

function withoutLinks(payload: unknown): unknown {
  return JSON.parse(JSON.stringify(payload, (key, value: unknown) => (key.endsWith('_url') ? undefined : value)));
}

function bodyOf(payload: Payload, number: number, bytes: number): string | null {
  const withText = (body: string) =>
    JSON.stringify(
      payload.comment
        ? { ...payload, issue: { ...payload.issue, number }, comment: { ...payload.comment, body } }
        : { ...payload, number, pull_request: { ...payload.pull_request, number, body } },
    );
  const missing = bytes - withText('').length;
  return missing < 0 ? null : withText(proseOf(missing, number));
}

/** Compresses as prose does: words in no order. */
function proseOf(length: number, seed: number): string {
  let state = seed;
  let prose = '';
  while (prose.length < length) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    prose += `${WORDS[state % WORDS.length]}${state % 7 === 0 ? state % 1_000 : ''} `;
  }
  return prose.slice(0, length);
}
