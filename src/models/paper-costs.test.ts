// Every figure of the papers: ours agrees to the printed place, or the row says why not.
import { describe, expect, it } from 'vitest';
import manifest from '../../weights/manifest.json';
import { type PaperCost, paperCosts } from './paper-costs';

const compressedBytes = manifest.models.find(({ name }) => name === 'squeezenet1.0-dc')?.bytes ?? 0;
const ROWS = paperCosts({ compressedBytes });

function row(network: string): PaperCost {
  const found = ROWS.find((candidate) => candidate.network === network);
  if (!found) throw new Error(`no row "${network}"`);
  return found;
}

/** All figures that do not come out as printed. */
const DEVIATIONS: Readonly<Record<string, readonly string[]>> = {
  '1.0 MobileNet-160': ['macs'],
  'Conv MobileNet': ['macs'],
  'SqueezeNet 1.0': ['bytes', 'timesSmaller'],
  'SqueezeNet 1.0 after Deep Compression, 8 bit': ['bytes', 'timesSmaller'],
};

describe('paperCosts', () => {
  it('has every network, in the order of the papers', () => {
    expect(ROWS.map(({ network, paper }) => [network, ...Object.values(paper)])).toEqual([
      ['1.0 MobileNet-224', '569 M', '4.2 M'],
      ['0.75 MobileNet-224', '325 M', '2.6 M'],
      ['0.5 MobileNet-224', '149 M', '1.3 M'],
      ['0.25 MobileNet-224', '41 M', '0.5 M'],
      ['1.0 MobileNet-192', '418 M', '4.2 M'],
      ['1.0 MobileNet-160', '290 M', '4.2 M'],
      ['1.0 MobileNet-128', '186 M', '4.2 M'],
      ['Conv MobileNet', '4866 M', '29.3 M'],
      ['Shallow MobileNet', '307 M', '2.9 M'],
      ['DenseNet, L = 40, k = 12', '1.0 M'],
      ['DenseNet, L = 100, k = 12', '7.0 M'],
      ['DenseNet, L = 100, k = 24', '27.2 M'],
      ['DenseNet-BC, L = 100, k = 12', '0.8 M'],
      ['DenseNet-BC, L = 250, k = 24', '15.3 M'],
      ['DenseNet-BC, L = 190, k = 40', '25.6 M'],
      ['DenseNet-201', '20 M'],
      ['SqueezeNet 1.0', '1248424', '4.8 MB', '50×'],
      ['SqueezeNet 1.0 after Deep Compression, 8 bit', '0.66 MB', '363×'],
      ['AlexNet', '60 M', '240 MB'],
    ]);
  });

  it.each(ROWS)('$network: figures agree as printed, but for those with a note', (cost) => {
    const { network, paper, printed, note } = cost;
    expect(Object.keys(printed)).toEqual(Object.keys(paper));
    expect(Object.keys(cost.ours)).toEqual(Object.keys(paper));
    const differing = Object.keys(paper).filter(
      (quantity) =>
        printed[quantity as keyof typeof paper] !== paper[quantity as keyof typeof paper],
    );
    expect(differing).toEqual(DEVIATIONS[network] ?? []);
    if (differing.length > 0) expect(note).toBeDefined();
  });

  it.each<[string, PaperCost['ours']]>([
    ['1.0 MobileNet-224', { macs: 568_740_352, parameters: 4_221_032 }],
    ['0.75 MobileNet-224', { macs: 325_400_448, parameters: 2_577_352 }],
    ['0.5 MobileNet-224', { macs: 149_497_088, parameters: 1_326_120 }],
    ['0.25 MobileNet-224', { macs: 41_030_272, parameters: 467_336 }],
    ['1.0 MobileNet-192', { macs: 418_121_728, parameters: 4_221_032 }],
    ['1.0 MobileNet-160', { macs: 290_675_200, parameters: 4_221_032 }],
    ['1.0 MobileNet-128', { macs: 186_400_768, parameters: 4_221_032 }],
    ['Conv MobileNet', { macs: 4_867_293_184, parameters: 29_288_104 }],
    ['Shallow MobileNet', { macs: 307_323_392, parameters: 2_882_152 }],
    ['DenseNet, L = 40, k = 12', { parameters: 1_019_722 }],
    ['DenseNet, L = 100, k = 12', { parameters: 6_979_642 }],
    ['DenseNet, L = 100, k = 24', { parameters: 27_249_082 }],
    ['DenseNet-BC, L = 100, k = 12', { parameters: 769_162 }],
    ['DenseNet-BC, L = 250, k = 24', { parameters: 15_324_406 }],
    ['DenseNet-BC, L = 190, k = 40', { parameters: 25_624_430 }],
    ['DenseNet-201', { parameters: 20_013_928 }],
    ['AlexNet', { parameters: 61_100_840, bytes: 244_403_360 }],
  ])('%s is counted exactly', (network, ours) => {
    expect(row(network).ours).toEqual(ours);
  });

  it("counts SqueezeNet's parameters exactly, and both its sizes against AlexNet's", () => {
    expect(row('SqueezeNet 1.0').ours).toEqual({
      parameters: 1_248_424,
      bytes: 4_993_696,
      timesSmaller: 244_403_360 / 4_993_696,
    });
    expect(row('SqueezeNet 1.0 after Deep Compression, 8 bit').ours).toEqual({
      bytes: 675_763,
      timesSmaller: 244_403_360 / 675_763,
    });
  });
});

describe('the notes', () => {
  const classifier = 1024 * 1000;

  it('leave the fully-connected layer out to arrive at the paper', () => {
    for (const [network, printed] of [
      ['1.0 MobileNet-160', 290],
      ['Conv MobileNet', 4866],
    ] as const) {
      const macs = row(network).ours.macs ?? 0;
      expect(Math.round((macs - classifier) / 1e6)).toBe(printed);
      expect(Math.round(macs / 1e6)).toBe(printed + 1);
    }
    // Where the paper counts it: without it these would not agree.
    for (const side of [224, 192, 128]) {
      const { ours, paper } = row(`1.0 MobileNet-${side}`);
      expect(`${Math.round(((ours.macs ?? 0) - classifier) / 1e6)} M`).not.toBe(paper.macs);
    }
  });

  it('read MB as 2^20 bytes, or as 1000 KiB, to arrive at the SqueezeNet paper', () => {
    expect((4_993_696 / 2 ** 20).toFixed(2)).toBe('4.76');
    expect(row('SqueezeNet 1.0 after Deep Compression, 8 bit').note).toMatch(
      /675763 bytes are 659.9 KiB, 0.676 million or 0.644 of 2\^20.* 244403360 \/ 675763 = 361.7\./,
    );
    expect([240 / 4.8, Math.floor(240 / 0.66)]).toEqual([50, 363]);
  });

  it('count the two towers of 2012', () => {
    // conv2, conv4 and conv5 see half of the channels before them.
    const convolutions = 96 * 364 + 256 * 1201 + 384 * 2305 + 384 * 1729 + 256 * 1729;
    expect(convolutions + 4096 * 9217 + 4096 * 4097 + 1000 * 4097).toBe(60_965_224);
  });
});

describe('without the size of the file', () => {
  it('its row is missing, and no other', () => {
    const networks = paperCosts().map(({ network }) => network);
    const all = ROWS.map(({ network }) => network);
    expect(networks).toEqual(all.filter((network) => !network.includes('Deep Compression')));
  });
});
