// The documentation site: the repository's Markdown, at the paths that it has there, so that its links work in both.
// scripts/docs-site.js lays out `pages/` and builds this.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitepress';
import sections from '../sections.json' with { type: 'json' };

const pages = join(import.meta.dirname, '../pages');

/** Pages that the site has beside the Markdown; VitePress's router does not know them. */
const beside = (text, link) => ({ text, link, target: '_self' });
const API = beside('API', '/api/index.html');

const base = process.env.SITE_BASE ?? '/';

export default defineConfig({
  title: 'Kindling',
  description: 'Small convolutional networks in the browser, on WebGPU compute shaders',
  base,
  head: [['link', { rel: 'icon', href: `${base}icon.svg` }]],
  srcDir: 'pages',
  outDir: 'dist',
  cacheDir: 'node_modules/.cache',
  themeConfig: {
    logo: '/icon.svg',
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      API,
      beside('Classify', '/try/index.html'),
      beside('Benchmark', '/try/bench.html'),
      { text: 'Changes', link: '/CHANGELOG' },
    ],
    sidebar: sections.map(({ title, pages }) => ({
      text: title,
      items: [...pages.map(itemOf), ...(title === 'Reference' ? [API] : [])],
    })),
  },
});

/** A page by its heading. */
function itemOf(path) {
  const text = /^# (.+)$/m.exec(readFileSync(join(pages, sitePath(path)), 'utf8'))?.[1] ?? path;
  return {
    text: text.replaceAll('`', ''),
    link: `/${sitePath(path).replace(/(index)?\.md$/, '')}`,
  };
}

/** The README is the home page. */
function sitePath(path) {
  return path === 'README.md' ? 'index.md' : path;
}
