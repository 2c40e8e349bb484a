// What quantised convolutions are tested with: the windows of dense ones, and groups of several channels and of one.
import { type Cases, weight } from '../cases';
import { evenPads } from '../window';
import { CONV_WINDOWS, conv } from './conv2d.cases';
import type { requantizedConv2d } from './requantized-conv2d';

const IN_GROUPS = [
  conv([3, 3], [1, 1], evenPads(1), 'none'),
  conv([3, 3], [2, 2], { top: 0, left: 0, bottom: 1, right: 1 }, 'none'),
  conv([1, 5], [2, 1], { top: 0, left: 2, bottom: 0, right: 2 }, 'none'),
  conv([3, 3], [1, 1], { top: 2, left: 0, bottom: 0, right: 1 }, 'none'),
];

export const cases: Cases<typeof requantizedConv2d> = {
  attributes: ({ channels }) =>
    [
      ...CONV_WINDOWS,
      ...IN_GROUPS.flatMap((window) =>
        groupings(channels).map((groups) => ({ ...window, groups })),
      ),
    ].map(({ activation: _, ...window }) => ({ ...window, range: [-100, 127] as const })),
  operands: ({ groups, kernel }, { channels, filters }) => {
    const k = groups === 1 ? filters : channels;
    return [
      weight('w', [k, channels / groups, ...kernel]),
      weight('b', [k]),
      weight('factors', [k]),
    ];
  },
  isSum: true,
};

/** A group for each channel, and one for each two where they are even. */
function groupings(channels: number): number[] {
  return channels % 2 === 0 && channels > 2 ? [channels, channels / 2] : [channels];
}
