import { waitFor } from '@pangeo-forge/testkit/wait-for';
import type { DemoStage } from '../demo-stage.ts';

/** Records a pull request as its readers see it, in Markdown. */
export interface Recorder {
  heading(title: string): void;
  note(text: string): void;
  /** Records a text that stands elsewhere, such as an issue. */
  quote(title: string, markdown: string): void;
  /**
   * Posts a comment; records it with its reactions and our replies, once there is a reaction or reply and `until`
   * holds.
   */
  comment(as: string, body: string, until?: (answers: readonly string[]) => boolean): Promise<void>;
  /** Records the result of this commit's check. */
  checked(headSha: string): Promise<void>;
  /** Records our next comments. */
  answered(until: (answers: readonly string[]) => boolean): Promise<void>;
  text(): string;
}

const EMOJI: Record<string, string> = { eyes: '👀', rocket: '🚀', confused: '😕', '+1': '👍' };
const WITHIN_MS = 20 * 60_000; // the first run installs Python environments, slowly on a busy machine

export function createRecorder(stage: DemoStage, repo: string, number: number): Recorder {
  const blocks: string[] = [];
  const shown = new Set<number>();
  const state = () => stage.github.repository(repo);
  const ours = () =>
    state()
      .comments(number)
      .filter(({ user, id }) => user?.login.endsWith('[bot]') && !shown.has(id));
  const bodies = () => ours().map(({ body }) => body ?? '');

  function showAnswers(): void {
    for (const { id, user, body } of ours()) {
      shown.add(id);
      blocks.push(entry(`${user?.login} commented`, withoutMarkers(body ?? '')));
    }
  }

  async function answered(until: (answers: readonly string[]) => boolean): Promise<void> {
    await waitFor(() => until(bodies()), { deadlineMs: WITHIN_MS, describe: bodies });
    showAnswers();
  }

  return {
    heading: (title) => void blocks.push(`## ${title}`),
    note: (text) => void blocks.push(text),
    quote: (title, markdown) => void blocks.push(entry(title, withoutMarkers(markdown))),
    answered,
    async comment(as, body, until = () => true) {
      const { id } = await stage.github.comment(repo, number, body, as);
      const reactions = () =>
        state()
          .reactions(id)
          .map((reaction) => reaction.split(' ')[1] ?? '');
      const isAnswered = () => reactions().some((name) => name !== 'eyes') && until(bodies());
      await waitFor(isAnswered, {
        deadlineMs: WITHIN_MS,
        describe: () => ({ body, reactions: reactions(), replies: bodies() }),
      });
      blocks.push(entry(`${as} commented`, body));
      blocks.push(
        reactions()
          .map((name) => EMOJI[name] ?? name)
          .join(' '),
      );
      showAnswers();
    },
    async checked(headSha) {
      const run = await waitFor(
        () =>
          state()
            .checkRuns(headSha)
            .find(({ status }) => status === 'completed'),
        { deadlineMs: WITHIN_MS, describe: () => state().checkRuns(headSha) },
      );
      const annotations = run.annotations.map(
        ({ path, start_line: line, message }) => `- \`${path}\`, line ${line}: ${message}`,
      );
      const lines = annotations.length > 0 ? ['', 'Beside the changed lines:', '', ...annotations] : [];
      blocks.push(
        entry(`The check \`${run.name}\`: ${run.conclusion} – ${run.output.title}`, [run.summary, ...lines].join('\n')),
      );
      showAnswers();
    },
    text: () => blocks.join('\n\n'),
  };
}

function entry(title: string, markdown: string): string {
  const quoted = `**${title}**\n\n${markdown}`.trim().split('\n');
  return quoted.map((line) => `> ${line}`.trimEnd()).join('\n');
}

/** Without what a browser does not show. */
function withoutMarkers(markdown: string): string {
  return markdown.replace(/<!--[\s\S]*?-->/g, '').trim();
}
