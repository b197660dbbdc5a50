/**
 * Colours come from the page where it has a theme (JupyterLab's variables), and follow the reader's light or dark
 * otherwise.
 */
export const STYLE = `
.xr-wrap { --xr-text: var(--jp-content-font-color0, light-dark(#1c1c1c, #e8e8e8)); --xr-muted: var(--jp-content-font-color2, light-dark(#5c5c5c, #a8a8a8));
  --xr-line: var(--jp-border-color2, light-dark(#d9d9d9, #484848)); --xr-stripe: var(--jp-layout-color2, light-dark(#f2f2f2, #2a2a2a));
  display: block !important; color: var(--xr-text); font: 13px/1.6 ui-sans-serif, system-ui, sans-serif; max-width: 60rem; }
.xr-text-repr-fallback { display: none; }
.xr-wrap ul { list-style: none; margin: 0; padding: 0; }
.xr-header { border-bottom: 1px solid var(--xr-line); padding: .3rem 0; margin-bottom: .3rem; }
.xr-obj-type { color: var(--xr-muted); display: inline; }
.xr-section-item, .xr-group-item { display: flow-root; }
.xr-section-summary-in, .xr-var-attrs-in, .xr-var-data-in { position: absolute; opacity: 0; width: 1rem; height: 1rem; }
.xr-section-summary { font-weight: 600; display: inline-block; min-width: 11rem; }
.xr-section-summary-in:enabled + .xr-section-summary { cursor: pointer; }
.xr-section-summary-in:enabled + .xr-section-summary::before { content: '\\25BA'; display: inline-block; width: 1.1rem; font-size: .7rem; color: var(--xr-muted); }
.xr-section-summary-in:disabled + .xr-section-summary { padding-left: 1.1rem; }
.xr-section-summary-in:checked + .xr-section-summary::before { content: '\\25BC'; }
.xr-section-summary-in:focus-visible + label, .xr-var-attrs-in:focus-visible + label, .xr-var-data-in:focus-visible + label { outline: 2px solid currentColor; }
.xr-section-summary span { font-weight: 400; color: var(--xr-muted); }
.xr-section-inline-details { display: inline-block; }
.xr-section-details { display: none; padding-left: 1.1rem; }
.xr-section-summary-in:checked ~ .xr-section-details { display: block; }
.xr-dim-list li { display: inline-block; margin-right: .6rem; }
.xr-has-index { font-weight: 700; }
.xr-var-item { display: grid; grid-template-columns: minmax(6rem, 12rem) minmax(5rem, 10rem) minmax(5rem, 8rem) minmax(0, 1fr) 1.5rem 1.5rem; column-gap: .5rem; }
.xr-var-item:nth-child(odd) { background: var(--xr-stripe); }
.xr-var-name, .xr-var-dims, .xr-var-dtype, .xr-preview { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.xr-var-dims, .xr-preview { color: var(--xr-muted); }
.xr-var-item > label { cursor: pointer; }
.xr-var-attrs-in:disabled + label { visibility: hidden; }
.xr-var-attrs, .xr-var-data { display: none; grid-column: 1 / -1; padding: 0 0 .4rem 1.5rem; overflow-x: auto; }
.xr-var-attrs-in:checked ~ .xr-var-attrs, .xr-var-data-in:checked ~ .xr-var-data { display: block; }
.xr-attrs { display: grid; grid-template-columns: minmax(6rem, 14rem) minmax(0, 1fr); margin: 0; gap: 0 .6rem; }
.xr-attrs dt, .xr-attrs dd { margin: 0; overflow-wrap: anywhere; }
.xr-attrs dd { white-space: pre-wrap; }
.xr-icon-database, .xr-icon-file-text2 { width: 1rem; height: 1rem; vertical-align: middle; fill: none; stroke: currentColor; stroke-width: 2; }
`;

/** Defined once a representation, and used by name: a drum for data, a page with lines for attributes. */
export const ICONS = `<svg style="position:absolute;width:0;height:0;overflow:hidden" aria-hidden="true"><defs>
<symbol id="icon-database" viewBox="0 0 24 24"><ellipse cx="12" cy="5" rx="8" ry="3"/><path d="M4 5v14c0 1.7 3.6 3 8 3s8-1.3 8-3V5M4 12c0 1.7 3.6 3 8 3s8-1.3 8-3"/></symbol>
<symbol id="icon-file-text2" viewBox="0 0 24 24"><path d="M5 2h10l4 4v16H5zM8 10h8M8 14h8M8 18h5"/></symbol>
</defs></svg>`;

export function icon(name: 'database' | 'file-text2'): string {
  return `<svg class="icon xr-icon-${name}" aria-hidden="true"><use href="#icon-${name}"></use></svg>`;
}
