// A term and what is said of it, in a definition list.

/** One row of a `<dl>`. */
export function Fact({ term, children }: { term: string; children: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
