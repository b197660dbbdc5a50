/**
 * Reads the page again every so often while it is looked at, and puts the parts marked `data-live` in place of the old
 * ones where they differ. What holds the focus, or was unfolded by the reader, stays.
 */
export function refreshPage(onChange: () => void): void {
  const main = document.querySelector<HTMLElement>('main[data-refresh-seconds]');
  if (!main) return;
  const everyMs = Number(main.dataset['refreshSeconds']) * 1_000;
  let timer = setTimeout(() => void refresh(), everyMs);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible') return;
    clearTimeout(timer);
    void refresh();
  });

  async function refresh(): Promise<void> {
    clearTimeout(timer);
    let goesOn = true;
    if (document.visibilityState === 'visible') goesOn = await readAgain(onChange).catch(() => true);
    if (goesOn) timer = setTimeout(() => void refresh(), everyMs);
  }
}

/** Whether there will be more to read. */
async function readAgain(onChange: () => void): Promise<boolean> {
  const url = new URL(location.href);
  if (document.querySelector('[data-log]')) url.searchParams.set('refresh', '1'); // the log follows by itself
  const answer = await fetch(url, { headers: { accept: 'text/html' } });
  if (!answer.ok) return true;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  let changed = false;
  for (const part of document.querySelectorAll<HTMLElement>('[data-live]')) {
    const next = fresh.getElementById(part.id);
    if (!next || part.contains(document.activeElement) || textOf(part) === textOf(next)) continue;
    const unfolded = [...part.querySelectorAll('details')].map(({ open }) => open);
    [...next.querySelectorAll('details')].forEach((details, index) => {
      details.open = unfolded[index] ?? false;
    });
    part.replaceWith(document.adoptNode(next));
    changed = true;
  }
  if (changed) onChange();
  return fresh.querySelector('main[data-refresh-seconds]') !== null;
}

/** Without what the script changes by itself: how long ago things were. */
function textOf(part: HTMLElement): string {
  const copy = part.cloneNode(true) as HTMLElement;
  for (const time of copy.querySelectorAll('time')) time.textContent = '';
  for (const shown of copy.querySelectorAll('[hidden]')) shown.removeAttribute('hidden');
  for (const each of copy.querySelectorAll('details')) each.removeAttribute('open');
  return copy.innerHTML;
}
