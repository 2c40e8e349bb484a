// Layers by every variant: how the plan's choices stand against the best ones, for people.
import { AS_GOOD } from '../../bench/speed';
import type { VariantProfile } from '../../src/tools/index';
import { formatPercent, formatTable } from '../format';

/** One line for each shape of layer, the best variants beside the chosen one, and how many choices were as good. */
export function describeVariants(profiles: readonly VariantProfile[]): string {
  const head = ['layers', 'chosen', 'ms', 'of the best', 'best', 'ms', 'second', 'ms'];
  const rows = profiles.map(({ layers, chosen, variants }) => {
    const [best, second] = variants;
    const ms = chosenMs({ layers, chosen, variants });
    return [
      ...[
        nameOf(layers),
        short(chosen),
        ms.toFixed(2),
        ratioOf({ layers, chosen, variants }).toFixed(2),
      ],
      ...[short(best?.variant), best?.ms.toFixed(2) ?? '', short(second?.variant)],
      second?.ms.toFixed(2) ?? '',
    ];
  });
  const counts = profiles.map((profile) => ({
    layers: profile.layers.length,
    isAsGood: ratioOf(profile) <= AS_GOOD,
  }));
  const sum = (some: typeof counts) => some.reduce((total, { layers }) => total + layers, 0);
  const good = sum(counts.filter(({ isAsGood }) => isAsGood));
  const all = sum(counts);
  return [
    formatTable(
      [head, ...rows],
      ['left', 'left', 'right', 'right', 'left', 'right', 'left', 'right'],
    ),
    `${good} of ${all} layers (${formatPercent(good / all)}) take at most 5 % more than by their best variant.`,
  ].join('\n');
}

/** The chosen variant's time over the best one's. */
function ratioOf(profile: VariantProfile): number {
  return chosenMs(profile) / (profile.variants[0]?.ms ?? Number.NaN);
}

function chosenMs({ chosen, variants }: VariantProfile): number {
  return variants.find(({ variant }) => variant === chosen)?.ms ?? Number.NaN;
}

function nameOf([first = '', ...others]: readonly string[]): string {
  return others.length === 0 ? first : `${first} + ${others.length}`;
}

/** Without what all variants have in common. */
function short(variant = ''): string {
  return variant.replace('__f32_nhwc4', '');
}
