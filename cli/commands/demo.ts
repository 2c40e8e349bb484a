// `kindling demo`: the embedded network names the embedded sample pictures, so that whoever has just installed it sees that
// it works; on WebGPU and on the CPU, side by side. Nothing is downloaded.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackendKind } from '../../src/index';
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
import type { AdapterSummary, PageCalls } from '../page-session';

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
    meta: {
      name: 'demo',
      description:
        'Classify the embedded sample pictures on WebGPU and on the CPU; needs no download',
    },
    args: { runtime: RUNTIME_OPTION, json: JSON_OPTION },
  },
  async run(given, { signal }) {
    const host = readHost(given);
    const folder = join(packageRoot(), 'weights', 'samples');
    const samples = JSON.parse(
      await readFile(join(folder, 'fashion-mnist.json'), 'utf8'),
    ) as Samples;
    const sides = await withPage(host, signal, async (page) => {
      const url = page.offer(join(folder, samples.file));
      const ask = async (backend: BackendKind) => {
        const request = { model: MODEL, url, side: samples.side, topK: TOP, backend };
        return sideOf(backend, await page.call('classifySheet', request), samples.labels);
      };
      return [await ask('webgpu'), await ask('cpu')] as const;
    });
    const [webgpu, cpu] = sides;
    const of = samples.labels.length;
    const same = webgpu.pictures.filter(
      ({ top }, at) => top[0]?.index === cpu.pictures[at]?.top[0]?.index,
    ).length;
    const { bytes } = findManifestEntry(MODEL);
    if (given.flag('json')) {
      const backends = sides.map(({ pictures, ...side }) => {
        return { ...side, tops: pictures.map(({ top }) => top) };
      });
      printJson({ model: MODEL, bytes, of, same, backends });
      return;
    }
    for (const at of oneOfEach(samples.labels).slice(0, DRAWN)) {
      const [picture, other] = [webgpu.pictures[at], cpu.pictures[at]];
      if (picture && other) {
        printStyled(`${drawn(picture, other, samples.side, samples.labels[at])}\n`);
      }
    }
    printResult(
      formatTable(
        [
          ['model', `${MODEL}, ${formatBytes(bytes)}, part of the library`],
          ['WebGPU', describeSide(webgpu, of)],
          ['CPU', describeSide(cpu, of)],
          ['the same', `${same} of ${of} by both; pictures are the first of the test set`],
          ['pictures', samples.attribution],
        ],
        ['left', 'left'],
      ),
    );
  },
};

/** What one of the two made of all pictures. */
interface Side {
  readonly backend: BackendKind;
  readonly adapter: AdapterSummary;
  /** Of a picture, from pixels to labels. */
  readonly medianMs: number;
  /** How many it named right. */
  readonly right: number;
  readonly pictures: readonly SheetPicture[];
}

function sideOf(
  backend: BackendKind,
  { adapter, pictures }: PageCalls['classifySheet']['response'],
  labels: readonly number[],
): Side {
  const right = pictures.filter(({ top }, at) => top[0]?.index === labels[at]).length;
  const times = pictures.map(({ durationMs }) => durationMs).toSorted((a, b) => a - b);
  return { backend, adapter, medianMs: times[times.length >> 1] ?? 0, right, pictures };
}

function describeSide({ adapter, medianMs, right }: Side, of: number): string {
  const share = `${right} of ${of} right (${formatPercent(right / of)})`;
  return `${formatMilliseconds(medianMs)} a picture, from pixels to labels (median); ${share}; ${formatAdapter(adapter)}`;
}

/** Where each class comes first. */
function oneOfEach(labels: readonly number[]): number[] {
  return [...new Set(labels)].map((label) => labels.indexOf(label));
}

/** The picture, and beside it what the network takes it for, on either side; the right class marked. */
function drawn(
  { top, grey }: SheetPicture,
  other: SheetPicture,
  side: number,
  label: number | undefined,
): string {
  const lines = drawPicture(grey, side, process.stdout.isTTY && process.stdout.hasColors());
  const rows = top.map(({ index, probability, label: name }) => {
    const there = other.top.find((each) => each.index === index);
    return [
      formatPercent(probability),
      there ? formatPercent(there.probability) : '',
      formatBar(probability, BAR_WIDTH).padEnd(BAR_WIDTH),
      index === label ? '✓' : '',
      name,
    ];
  });
  const table = formatTable(
    [['WebGPU', 'CPU', '', '', ''], ...rows],
    ['right', 'right', 'left', 'left', 'left'],
  ).split('\n');
  const first = Math.floor((lines.length - table.length) / 2);
  return lines.map((line, at) => `  ${line}   ${table[at - first] ?? ''}`.trimEnd()).join('\n');
}
