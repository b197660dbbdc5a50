import { createAnsiReader } from './ansi.ts';

export interface LogView {
  /** Lines are text, never HTML, whatever they hold. */
  append(time: string, severity: string, lines: readonly string[]): void;
}

const MAX_LINES = 50_000;
const NEAR_END_PX = 40;

/** Adds lines to the log, and keeps to its end while the reader is there and wants to. */
export function createLogView(box: HTMLElement, follows: () => boolean): LogView {
  const read = createAnsiReader();
  return {
    append(time, severity, lines) {
      box.querySelector('[data-log-empty]')?.remove();
      const isAtEnd = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END_PX;
      const fragment = document.createDocumentFragment();
      for (const line of lines) fragment.append(lineOf(time, severity, line));
      box.append(fragment);
      while (box.childElementCount > MAX_LINES) box.firstElementChild?.remove();
      if (isAtEnd && follows()) box.scrollTop = box.scrollHeight;
    },
  };

  function lineOf(time: string, severity: string, text: string): HTMLElement {
    const content = element('span', 'line-text');
    for (const segment of read(text)) {
      content.append(segment.classes ? element('span', segment.classes, segment.text) : segment.text);
    }
    const clock = element('span', 'line-time', time.slice(11, 19));
    clock.title = time;
    const line = element('div', `line severity-${severity.toLowerCase().replace(/[^a-z]/g, '')}`);
    line.append(clock, content);
    return line;
  }
}

function element(name: string, classes: string, text = ''): HTMLElement {
  const made = document.createElement(name);
  made.className = classes;
  made.textContent = text;
  return made;
}
