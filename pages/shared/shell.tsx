// What stands around both pages: the name, the way from one to the other, and the adapter that computes.
import type { ComponentChildren } from 'preact';
import type { AdapterDescription } from '../../src/index';
import icon from '../icon.svg';

interface ShellProps {
  readonly current: 'classify' | 'bench';
  /** Null until a device is open, and where there is none. */
  readonly adapter: AdapterDescription | null;
  readonly children: ComponentChildren;
}

/** A page's frame. */
export function Shell({ current, adapter, children }: ShellProps) {
  const link = (page: ShellProps['current'], href: string, text: string) => (
    <a href={href} aria-current={page === current ? 'page' : undefined}>
      {text}
    </a>
  );
  return (
    <div class="page">
      <header class="masthead">
        <span class="brand">
          <img src={icon} alt="" width="28" height="28" />
          Kindling
        </span>
        <nav aria-label="Pages">
          {link('classify', './index.html', 'Classify')}
          {link('bench', './bench.html', 'Benchmark')}
        </nav>
        {adapter && <span class="adapter">{adapterName(adapter)}</span>}
      </header>
      <main>{children}</main>
    </div>
  );
}

/** An adapter in a few words. */
export function adapterName({
  vendor,
  architecture,
  description,
  kind,
}: AdapterDescription): string {
  const name = description || [vendor, architecture].filter(Boolean).join(' ') || 'unnamed adapter';
  // The CPU's own description says that it is one.
  return kind === 'software' && architecture !== 'cpu' ? `${name} (software)` : name;
}

/** Where a page draws itself. */
export function appElement(): HTMLElement {
  const element = document.getElementById('app');
  if (!element) throw new Error('The page has no element "app".');
  return element;
}
