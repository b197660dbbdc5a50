/** Defined once a representation, and used by name: a drum for data, a page with lines for attributes. */
export const ICONS = `<svg style="position:absolute;width:0;height:0;overflow:hidden" aria-hidden="true"><defs>
<symbol id="icon-database" viewBox="0 0 24 24"><ellipse cx="12" cy="5" rx="8" ry="3"/><path d="M4 5v14c0 1.7 3.6 3 8 3s8-1.3 8-3V5M4 12c0 1.7 3.6 3 8 3s8-1.3 8-3"/></symbol>
<symbol id="icon-file-text2" viewBox="0 0 24 24"><path d="M5 2h10l4 4v16H5zM8 10h8M8 14h8M8 18h5"/></symbol>
</defs></svg>`;

export function icon(name: 'database' | 'file-text2'): string {
  return `<svg class="icon xr-icon-${name}" aria-hidden="true"><use href="#icon-${name}"></use></svg>`;
}
