export interface Section {
  title: string;
  /** How many things it holds; null for one that is not counted. */
  count: number | null;
  /** On the line of the title. */
  inline?: string;
  details?: string;
  isOpen: boolean;
}

/** Gives each input of one representation an id that no other on the page has. */
export type NextId = () => string;

/** One foldable part: HTML in, HTML out. */
export function renderSection({ title, count, inline = '', details = '', isOpen }: Section, nextId: NextId): string {
  const id = nextId();
  const isFoldable = details !== '' && count !== 0;
  const counted = count === null ? '' : ` <span>(${count})</span>`;
  return (
    `<li class="xr-section-item"><input id="${id}" class="xr-section-summary-in" type="checkbox"` +
    `${isFoldable ? '' : ' disabled'}${isFoldable && isOpen ? ' checked' : ''}>` +
    `<label for="${id}" class="xr-section-summary"${isFoldable ? ' title="Show or hide"' : ''}>${escapeHtml(title)}:${counted}</label>` +
    `<div class="xr-section-inline-details">${inline}</div><div class="xr-section-details">${details}</div></li>`
  );
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** For text and for quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
