import { relativeTime } from './relative-time.ts';

const EVERY_MS = 20_000;

/** Keeps "3 minutes ago" current while the page is open. */
export function updateTimes(): void {
  setInterval(() => {
    for (const time of document.querySelectorAll<HTMLTimeElement>('time[data-relative]')) {
      const text = relativeTime(Date.parse(time.dateTime), Date.now());
      if (time.textContent !== text) time.textContent = text;
    }
  }, EVERY_MS);
}
