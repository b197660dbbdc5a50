const SETTLE_MS = 120;
const HIGHLIGHT = 'log-match';

/**
 * Finds text in the log: marks the lines, counts them, and goes from one to the next. The text is part of the URL, so
 * that a match can be linked to.
 */
export function searchLog(section: HTMLElement): void {
  const box = section.querySelector<HTMLElement>('[data-log-lines]');
  const form = section.querySelector<HTMLFormElement>('[data-log-search]');
  const field = form?.querySelector('input');
  const count = form?.querySelector('output');
  if (!box || !form || !field || !count) return;
  form.hidden = false;
  let matches: HTMLElement[] = [];
  let current = -1;
  let timer: ReturnType<typeof setTimeout> | undefined;

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    step(1);
  });
  form.addEventListener('click', (event) => {
    const by = (event.target as HTMLElement).dataset['step'];
    if (by) step(Number(by));
  });
  field.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      keepInUrl(field.value);
      find(true);
    }, SETTLE_MS);
  });
  new MutationObserver(() => {
    if (field.value) find(false); // lines were added
  }).observe(box, { childList: true });

  field.value = new URLSearchParams(location.search).get('find') ?? '';
  if (field.value) find(true);

  function find(isNew: boolean): void {
    const wanted = field?.value.toLowerCase() ?? '';
    const was = matches[current];
    matches = [];
    const ranges: Range[] = [];
    for (const line of box?.querySelectorAll<HTMLElement>('.line') ?? []) {
      const isMatch = wanted !== '' && (line.lastElementChild?.textContent ?? '').toLowerCase().includes(wanted);
      line.classList.toggle('is-match', isMatch);
      line.classList.remove('is-current');
      if (!isMatch) continue;
      matches.push(line);
      ranges.push(...rangesOf(line, wanted));
    }
    if ('highlights' in CSS) CSS.highlights.set(HIGHLIGHT, new Highlight(...ranges));
    current = was ? matches.indexOf(was) : -1;
    if (isNew) {
      current = -1;
      if (matches.length > 0) step(1);
    }
    showCount();
  }

  function step(by: number): void {
    if (matches.length === 0) return;
    matches[current]?.classList.remove('is-current');
    current = (current + by + matches.length) % matches.length;
    const line = matches[current];
    line?.classList.add('is-current');
    if (line && box) box.scrollTop = line.offsetTop - box.clientHeight / 2;
    showCount();
  }

  function showCount(): void {
    if (!count || !field) return;
    if (field.value === '') count.textContent = '';
    else count.textContent = matches.length === 0 ? 'none' : `${current + 1} of ${matches.length}`;
  }
}

/** The ranges of the text in the parts of a line. */
function rangesOf(line: HTMLElement, wanted: string): Range[] {
  const ranges: Range[] = [];
  const walker = document.createTreeWalker(line.lastElementChild ?? line, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = (node.nodeValue ?? '').toLowerCase();
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, Math.min(at + wanted.length, node.nodeValue?.length ?? 0));
      ranges.push(range);
    }
  }
  return ranges;
}

function keepInUrl(text: string): void {
  const url = new URL(location.href);
  if (text) url.searchParams.set('find', text);
  else url.searchParams.delete('find');
  history.replaceState(null, '', url);
}
