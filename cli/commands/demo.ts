// `kindling demo`: the embedded network names the embedded sample pictures, so that whoever has just installed it sees that
// it works; nothing is downloaded.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findManifestEntry } from '../../src/store/manifest';
import { type Command, JSON_OPTION } from '../command';
import { drawPicture } from '../draw-picture';
import {
  formatAdapter,
  formatBar,
  formatBytes,
  formatMilliseconds,
  formatPercent,
  formatTable,
} from '../format';
import { RUNTIME_OPTION, readHost, withPage } from '../host';
import { printJson, printResult, printStyled } from '../output';
import { packageRoot } from '../package-root';
import type { PageCalls } from '../page-session';

/** The model that is part of the library. */
const MODEL = 'fashion-squeezenet';

/** Pictures that are drawn, of those that are classified. */
const DRAWN = 6;
const TOP = 3;
const BAR_WIDTH = 20;

/** What the sheet of sample pictures holds: weights/samples/fashion-mnist.json. */
interface Samples {
  /** Beside the description. */
  readonly file: string;
  /** Height and width of a picture, pixels; they stand row by row without gaps. */
  readonly side: number;
  /** The right class of each. */
  readonly labels: readonly number[];
  readonly attribution: string;
}

type SheetPicture = PageCalls['classifySheet']['response']['pictures'][number];

/** The command. */
export const demoCommand: Command = {
  definition: {
    meta: { name: 'demo', description: 'Classify the embedded sample pictures; needs no download' },
    args: { runtime: RUNTIME_OPTION, json: JSON_OPTION },
  },
  async run(given, { signal }) {
    const host = readHost(given);
    const folder = join(packageRoot(), 'weights', 'samples');
    const samples = JSON.parse(
      await readFile(join(folder, 'fashion-mnist.json'), 'utf8'),
    ) as Samples;
    const { adapter, pictures } = await withPage(host, signal, (page) =>
      page.call('classifySheet', {
        model: MODEL,
        url: page.offer(join(folder, samples.file)),
        side: samples.side,
        topK: TOP,
      }),
    );
    const right = pictures.filter(({ top }, at) => top[0]?.index === samples.labels[at]).length;
    const times = pictures.map(({ durationMs }) => durationMs).toSorted((a, b) => a - b);
    const medianMs = times[times.length >> 1] ?? 0;
    const { bytes } = findManifestEntry(MODEL);
    if (given.flag('json')) {
      const tops = pictures.map(({ top }) => top);
      printJson({ model: MODEL, bytes, adapter, medianMs, right, of: pictures.length, tops });
      return;
    }
    for (const at of oneOfEach(samples.labels).slice(0, DRAWN)) {
      const picture = pictures[at];
      if (picture) printStyled(`${drawn(picture, samples.side, samples.labels[at])}\n`);
    }
    printResult(
      formatTable(
        [
          ['model', `${MODEL}, ${formatBytes(bytes)}, part of the library`],
          ['adapter', formatAdapter(adapter)],
          ['time', `${formatMilliseconds(medianMs)} a picture, from pixels to labels (median)`],
          [
            'right',
            `${right} of ${pictures.length} (${formatPercent(right / pictures.length)}), the first of the test set`,
          ],
          ['pictures', samples.attribution],
        ],
        ['left', 'left'],
      ),
    );
  },
};

/** Where each class comes first. */
function oneOfEach(labels: readonly number[]): number[] {
  return [...new Set(labels)].map((label) => labels.indexOf(label));
}

/** The picture, and beside it what the network takes it for, the right class marked. */
function drawn({ top, grey }: SheetPicture, side: number, label: number | undefined): string {
  const lines = drawPicture(grey, side, process.stdout.isTTY && process.stdout.hasColors());
  const rows = top.map((guess) => [
    formatPercent(guess.probability),
    formatBar(guess.probability, BAR_WIDTH).padEnd(BAR_WIDTH),
    guess.index === label ? '✓' : '',
    guess.label,
  ]);
  const table = formatTable(rows, ['right', 'left', 'left', 'left']).split('\n');
  const first = Math.floor((lines.length - table.length) / 2);
  return lines.map((line, at) => `  ${line}   ${table[at - first] ?? ''}`.trimEnd()).join('\n');
}
