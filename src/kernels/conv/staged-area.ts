// Areas of y that workgroups compute out of workgroup memory, which holds what the windows of all their pixels cover.
import { type Variant, WORKGROUP_WORDS } from '../kernel';
import { coveredBy, type DilatedWindow } from '../window-call';

/** Pixels of an area: 8×8, of fewer rows where what they need does not fit. */
const LARGEST = { rows: 8, columns: 8 };

/** How much of y a workgroup computes at a time. */
export interface StagedArea {
  /** Of y; none where not even one row fits. */
  readonly rows: number;
  readonly columns: number;
  /** Words of workgroup memory: half of it or all, so that there are two pipelines rather than one for each number of channels. */
  readonly staged: number;
}

/** The area of a window, where each pixel that it covers takes so many words. */
export function stagedArea(window: DilatedWindow, words: number): StagedArea {
  const { columns } = LARGEST;
  const needed = (rows: number) => {
    const [h, w] = coveredBy(window, [rows, columns]);
    return h * w * words;
  };
  let { rows } = LARGEST;
  while (rows > 0 && needed(rows) > WORKGROUP_WORDS) rows--;
  const half = WORKGROUP_WORDS / 2;
  return { rows, columns, staged: needed(rows) > half ? WORKGROUP_WORDS : half };
}

/** A variant of `x` invocations for tiles of pixels and `y` for tiles of words. */
export function stagedVariant(tile: string, x: number, y: number): Variant {
  return { tile, workgroup: [x, y], blockK: 0, barriers: true };
}
