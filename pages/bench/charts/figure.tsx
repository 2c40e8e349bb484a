// A chart on the page: drawn by Observable Plot as wide as its place, named for those who do not see it.
import type * as PlotLibrary from '@observablehq/plot';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

/** Draws a chart so many pixels wide. */
export type Draw = (plot: typeof PlotLibrary, width: number) => Element;

interface FigureProps {
  readonly title: string;
  /** What the chart shows, in words. */
  readonly finding: string;
  readonly draw: Draw;
  /** What it is drawn from, so that it is drawn again only when that changes. */
  readonly of: unknown;
  readonly controls?: ComponentChildren;
  /** The caption: how to read it. */
  readonly children: ComponentChildren;
}

/** What Plot's own style element says is in bench.css, under this name. */
export const PLOT_CLASS = 'plot';

/** A titled chart with its finding above and its caption below. */
export function Figure({ title, finding, draw, of, controls, children }: FigureProps) {
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  const plot = usePlot();
  // `draw` is a new function each time; `of` tells whether it draws something else.
  useEffect(() => {
    if (!plot || width === 0) return;
    const svg = draw(plot, width);
    // The policy refuses style elements, so it must not come into the document at all.
    for (const style of svg.querySelectorAll('style')) style.remove();
    svg.setAttribute('aria-hidden', 'true'); // the place is what has a name
    svg.removeAttribute('role');
    place.current?.replaceChildren(svg);
  }, [plot, width, of]);
  return (
    <figure class="panel chart">
      <div class="row">
        <h3>{title}</h3>
        {controls}
      </div>
      <p class="finding">{finding}</p>
      <div ref={place} class="plot-place" role="img" aria-label={`${title}. ${finding}`} />
      <figcaption>{children}</figcaption>
    </figure>
  );
}

/** Plot, once it is loaded: a page without results does without it. */
function usePlot(): typeof PlotLibrary | null {
  const [plot, setPlot] = useState<typeof PlotLibrary | null>(null);
  useEffect(() => {
    let isHere = true;
    void import('@observablehq/plot').then((library) => {
      if (isHere) setPlot(() => library);
    });
    return () => {
      isHere = false;
    };
  }, []);
  return plot;
}

function useWidth(place: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      setWidth(Math.floor(entry?.contentRect.width ?? 0));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [place]);
  return width;
}
