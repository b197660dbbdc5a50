import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { defineConfig } from 'vitepress';
import { mermaidFence } from './mermaid-fence.ts';
import { repositoryLinks } from './repository-links.ts';
import { sidebar } from './sidebar.ts';

const REPOSITORY = 'https://github.com/pangeo-forge/pangeo-forge-orchestrator';
const vue = dirname(createRequire(import.meta.url).resolve('vue/package.json'));

// The pages are the Markdown files of docs/, which people also read on GitHub: nothing in them is only for the site.
export default defineConfig({
  title: 'Pangeo Forge orchestrator',
  description: 'From a recipe in a pull request to a dataset in the cloud',
  srcDir: '..',
  srcExclude: ['site/**'],
  outDir: './dist',
  rewrites: { 'README.md': 'index.md', ':folder/README.md': ':folder/index.md' },
  cleanUrls: true,
  lastUpdated: true,
  markdown: {
    config(markdown) {
      markdown.use(mermaidFence).use(repositoryLinks, REPOSITORY);
    },
  },
  // pages lie above the site's packages, so they do not find vue themselves
  vite: { resolve: { alias: [{ find: /^vue(?=$|\/)/, replacement: vue }] } },
  themeConfig: {
    sidebar,
    outline: [2, 3],
    search: { provider: 'local' },
    socialLinks: [{ icon: 'github', link: REPOSITORY }],
    editLink: { pattern: `${REPOSITORY}/edit/main/docs/:path`, text: 'Edit this page on GitHub' },
  },
});
