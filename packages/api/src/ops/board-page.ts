/** Where the two files below are served. */
export const BOARD_STYLE_PATH = '/ops/board.css';
export const BOARD_SCRIPT_PATH = '/ops/board.js';

const FONT_LINK = /<link [^>]*https:\/\/fonts\.[^>]*>\s*/g;

/**
 * Bull Board's page without the fonts that it asks another host for, and with what its own markup lacks: names of
 * buttons, a heading, contrast.
 */
export function adjustBoardPage(html: string): string {
  const files = `<link href="${BOARD_STYLE_PATH}" rel="stylesheet"><script defer src="${BOARD_SCRIPT_PATH}"></script>`;
  return html.replaceAll(FONT_LINK, '').replace('</head>', `${files}</head>`);
}

/** Class names of Bull Board end in a hash of their content, so only their beginnings are named. */
export const BOARD_STYLE = `
.board-heading { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
:root:not(.dark-mode):not(:has(body.dark-mode)) [class*='workersBadge'] { color: #8a4300 }
:root:not(.dark-mode):not(:has(body.dark-mode)) [class*='searchShortcut'] { color: #4b5563 }
`;

/** It draws its pages again and again, so this looks again whenever something changed. */
export const BOARD_SCRIPT = `
const NAMES = {
  'lucide-maximize': 'Full screen',
  'lucide-minimize': 'Leave full screen',
  'lucide-settings': 'Settings',
  'lucide-circle-user': 'Other pages',
  'lucide-ellipsis-vertical': 'More actions',
};
function nameOf(button) {
  const icon = button.querySelector('svg');
  const [, known] = Object.entries(NAMES).find(([name]) => icon?.classList.contains(name)) ?? [];
  if (known) return known;
  const lucide = [...(icon?.classList ?? [])].find((name) => name.startsWith('lucide-'));
  return lucide ? lucide.slice('lucide-'.length).replaceAll('-', ' ') : 'About Redis';
}
function adjust() {
  for (const button of document.querySelectorAll('button:not([aria-label]):not([aria-labelledby])'))
    if (button.textContent.replace(button.querySelector('style')?.textContent ?? '', '').trim() === '')
      button.setAttribute('aria-label', nameOf(button));
  for (const button of document.querySelectorAll('button[class*=workersBadge][aria-label]')) {
    const text = button.textContent.trim();
    if (text !== '' && !button.getAttribute('aria-label').includes(text))
      button.setAttribute('aria-label', text + ': ' + button.getAttribute('aria-label'));
  }
  for (const icon of document.querySelectorAll('svg[role=img]:not([aria-hidden])')) icon.setAttribute('aria-hidden', 'true');
  for (const image of document.querySelectorAll('header a img:not([alt=""])')) image.alt = '';
  const main = document.querySelector('main');
  if (main && !document.querySelector('h1')) {
    const heading = document.createElement('h1');
    heading.className = 'board-heading';
    heading.textContent = document.title || 'Queues';
    main.prepend(heading);
  }
}
new MutationObserver(adjust).observe(document.documentElement, { childList: true, subtree: true });
adjust();
`;
