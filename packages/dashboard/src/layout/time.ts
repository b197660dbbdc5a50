import { relativeTime } from '../browser/relative-time.ts';
import { type Html, html } from '../html/html.ts';

/** Milliseconds since 1970 of a time that the API wrote: UTC, with or without its zone. */
export function timeMs(text: string): number {
  return Date.parse(/(?:Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`);
}

/** `2026-11-21 03:32:57 UTC` */
export function exactTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** How long ago, with the exact time for who points at it; a script keeps it right. */
export function timeAgo(text: string | null, nowMs: number): Html {
  const ms = text === null ? Number.NaN : timeMs(text);
  if (Number.isNaN(ms)) return html`<span class="quiet">–</span>`;
  const iso = new Date(ms).toISOString();
  return html`<time datetime="${iso}" title="${exactTime(ms)}" data-relative>${relativeTime(ms, nowMs)}</time>`;
}

/** `0.4 s`, `21 s`, `12 min`, `3 h 05 min`, `2 d 4 h` */
export function durationText(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 99.5) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ${String(minutes % 60).padStart(2, '0')} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
