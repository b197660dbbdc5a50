import { Html } from '../html/html.ts';

/** Paths in a square of 16, drawn with a stroke. */
const PATHS = {
  check: 'M3 8.5 6.5 12 13 4.5',
  cross: 'M4 4l8 8M12 4l-8 8',
  play: 'M5 3.2v9.6L12.8 8z',
  clock: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM8 4.6V8l2.4 1.6',
  ban: 'M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM3.7 3.7l8.6 8.6',
  hourglass: 'M4 2h8M4 14h8M5 2c0 3.4 2.2 4.4 3 6 .8-1.6 3-2.6 3-6M5 14c0-3.4 2.2-4.4 3-6 .8 1.6 3 2.6 3 6',
  question: 'M5.6 6a2.4 2.4 0 1 1 3.6 2.1C8.4 8.6 8 9 8 10M8 12.6v.1',
  alert: 'M8 2 1.8 13.4h12.4zM8 6.4v3.2M8 11.4v.1',
  dash: 'M3.5 8h9',
  dot: 'M8 6.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3z',
  out: 'M6 3H3v10h10v-3M9 2.5h4.5V7M13.2 2.8 7.5 8.5',
} as const;

export type IconName = keyof typeof PATHS;

/** Always next to a text with the same meaning, so it is hidden from screen readers. */
export function icon(name: IconName): Html {
  return new Html(`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="${PATHS[name]}"/></svg>`);
}
