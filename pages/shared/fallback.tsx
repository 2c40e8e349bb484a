// What both pages say where the CPU computes in place of a GPU.
import { explain } from './explain';

/** One sentence, and what can be done about it for those who want to know. */
export function Fallback({ reason }: { reason: unknown }) {
  const { title, advice, detail } = explain(reason);
  return (
    <div class="notice" role="status">
      <p>{title}, so the CPU computes: the answers are the same, and take longer.</p>
      <details>
        <summary>What can be done</summary>
        <p>{advice}</p>
        <p class="quiet">{detail}</p>
      </details>
    </div>
  );
}
