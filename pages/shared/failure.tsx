// A failure as both pages show it: what, what to do, and the details for those who want them.
import type { ComponentChildren } from 'preact';
import { explain } from './explain';

/** A failure in a box; what can be done about it as buttons among its children. */
export function Failure({ error, children }: { error: unknown; children?: ComponentChildren }) {
  const { title, advice, detail } = explain(error);
  return (
    <div class="notice failure" role="alert">
      <p>
        <strong>{title}.</strong> {advice}
      </p>
      <details>
        <summary>Details</summary>
        <p>{detail}</p>
      </details>
      {children && <div class="row">{children}</div>}
    </div>
  );
}
