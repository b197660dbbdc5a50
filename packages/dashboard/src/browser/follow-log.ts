import { createEventReader } from './event-stream.ts';
import { createLogView } from './log-view.ts';

const FIRST_WAIT_MS = 1_000;
const MAX_WAIT_MS = 30_000;

/**
 * Follows the log from the end of what the page shows to the end of the run; continues after the last line when the
 * connection breaks.
 */
export async function followLog(section: HTMLElement): Promise<void> {
  const box = section.querySelector<HTMLElement>('[data-log-lines]');
  const state = section.querySelector<HTMLElement>('[data-log-state]');
  const follow = section.querySelector<HTMLElement>('[data-log-follow]');
  const wrap = section.querySelector<HTMLElement>('[data-log-wrap]');
  if (!box || !state || !follow || !wrap) return;
  wrap.hidden = false;
  wrap.addEventListener('change', () => box.classList.toggle('no-wrap', !isOn(wrap)));
  if ('ended' in section.dataset) return;

  follow.hidden = false;
  follow.addEventListener('change', () => {
    if (isOn(follow)) box.scrollTop = box.scrollHeight;
  });
  box.scrollTop = box.scrollHeight;
  const view = createLogView(box, () => isOn(follow));
  let lastId = section.dataset['lastId'] || null;
  let waitMs = FIRST_WAIT_MS;
  for (;;) {
    state.textContent = 'live';
    state.dataset['live'] = '';
    const ended = await readOnce().catch(() => false);
    delete state.dataset['live'];
    if (ended) {
      state.textContent = 'complete';
      follow.hidden = true;
      return;
    }
    state.textContent = 'connecting again …';
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    waitMs = Math.min(MAX_WAIT_MS, waitMs * 2);
  }

  /**
   * Whether the run has ended; false when only the connection did. EventSource cannot start after a given line, so this
   * reads the stream itself.
   */
  async function readOnce(): Promise<boolean> {
    const headers: Record<string, string> = { accept: 'text/event-stream' };
    if (lastId) headers['last-event-id'] = lastId;
    const answer = await fetch(section.dataset['log'] ?? '', { headers });
    if (!answer.ok || !answer.body) return false;
    const read = createEventReader();
    const text = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { value, done } = await text.read();
      if (done) return false;
      for (const { id, event, data } of read(value)) {
        if (event === 'end') return true;
        if (event !== 'log') continue;
        const entry = JSON.parse(data) as { time: string; severity: string; lines: string[] };
        view.append(entry.time, entry.severity, entry.lines);
        lastId = id ?? lastId;
        waitMs = FIRST_WAIT_MS;
      }
    }
  }
}

function isOn(option: HTMLElement): boolean {
  return option.querySelector('input')?.checked ?? true;
}
