// Which layers a network's time goes to, and which of them make it differ from its prediction.
import { median } from '../../src/util/statistics';
import { LAYER_GROUPS, type LayerGroup } from './layer-groups';
import type { TimedLayer, TimedNetwork } from './timed-network';

/** A group's part of a network; shares are of the sum over all layers. */
export interface GroupShare {
  readonly group: LayerGroup;
  readonly macs: number;
  readonly durationMs: number;
  readonly shareOfMacs: number;
  readonly shareOfTime: number;
}

/** A layer and the time it takes beyond what is expected of it. */
export interface LayerExcess {
  readonly name: string;
  readonly excessMs: number;
}

/** What of an inference is in no layer: submitting, waiting, reading back. */
export const OUTSIDE = 'outside the layers';

/** A group's part of the difference from the prediction. */
export interface GroupExcess {
  readonly group: LayerGroup | typeof OUTSIDE;
  /** Its time less its time in the base network scaled by all multiply-adds. */
  readonly excessMs: number;
  /**
   * Its multiply-adds over the base's scaled ones, and its time per multiply-add over the base's; their product is its
   * time over the scaled one. Null for groups with layers that multiply nothing: there neither explains the time.
   */
  readonly timesMacs: number | null;
  readonly timesPerMac: number | null;
}

/** Where a network's difference from the prediction comes from. */
export interface Blame {
  /** The inference less the base's, scaled by all multiply-adds: the sum over `groups`. */
  readonly excessMs: number;
  readonly groups: readonly GroupExcess[];
  /** The group that moves it furthest towards where it is. */
  readonly most: GroupExcess;
  /** That group's layer that does so; null outside the layers. */
  readonly layer: LayerExcess | null;
}

interface Sum {
  readonly macs: number;
  readonly durationMs: number;
  /** Whether every layer multiplies. */
  readonly isMultiplying: boolean;
}

/** What each group has of the multiply-adds and of the time. */
export function sharesOf(layers: readonly TimedLayer[]): GroupShare[] {
  const all = sumOf(layers);
  return LAYER_GROUPS.map((group) => {
    const { macs, durationMs } = sumOf(layers, group);
    return {
      group,
      macs,
      durationMs,
      shareOfMacs: macs / all.macs,
      shareOfTime: durationMs / all.durationMs,
    };
  });
}

/** Compares a network with the base scaled by the multiply-adds; null when layers were not timed. */
export function blameFor(network: TimedNetwork, base: TimedNetwork): Blame | null {
  if (!network.layers || !base.layers) return null;
  const [layers, baseLayers] = [network.layers, base.layers];
  const scale = network.macs / base.macs;
  const excessMs = network.inferenceMs.median - base.inferenceMs.median * scale;
  const groups: GroupExcess[] = LAYER_GROUPS.map((group) =>
    groupExcess(group, sumOf(layers, group), sumOf(baseLayers, group), scale),
  );
  const inside = groups.reduce((sum, group) => sum + group.excessMs, 0);
  const outside = { group: OUTSIDE, timesMacs: null, timesPerMac: null } as const;
  groups.push({ ...outside, excessMs: excessMs - inside });
  const most = furthest(groups, excessMs);
  const layerExcesses: LayerExcess[] = layers
    .filter(({ group }) => group === most?.group)
    .map(({ name, durationMs }) => {
      const expected = baseLayers.find((layer) => layer.name === name)?.durationMs ?? 0;
      return { name, excessMs: durationMs - expected * scale };
    });
  return most && { excessMs, groups, most, layer: furthest(layerExcesses, excessMs) };
}

/** The layers that take longest beyond their multiply-adds at `nsPerMac`, the worst first. */
export function slowestLayers(
  layers: readonly TimedLayer[],
  nsPerMac: number,
  count: number,
): LayerExcess[] {
  return layers
    .map(({ name, macs, durationMs }) => ({ name, excessMs: durationMs - (macs * nsPerMac) / 1e6 }))
    .toSorted((a, b) => b.excessMs - a.excessMs)
    .slice(0, count);
}

/** Nanoseconds per multiply-add of the median pointwise layer; null when there is none. */
export function pointwiseNsPerMac({ layers }: TimedNetwork): number | null {
  const pointwise = layers?.filter(({ group }) => group === 'pointwise') ?? [];
  if (pointwise.length === 0) return null;
  return median(pointwise.map(({ durationMs, macs }) => (durationMs * 1e6) / macs));
}

function sumOf(layers: readonly TimedLayer[], group?: LayerGroup): Sum {
  const chosen = layers.filter((layer) => group === undefined || layer.group === group);
  const sum = (pick: (layer: TimedLayer) => number) =>
    chosen.reduce((total, layer) => total + pick(layer), 0);
  return {
    macs: sum(({ macs }) => macs),
    durationMs: sum(({ durationMs }) => durationMs),
    isMultiplying: chosen.length > 0 && chosen.every(({ macs }) => macs > 0),
  };
}

function groupExcess(group: LayerGroup, own: Sum, base: Sum, scale: number): GroupExcess {
  const isExplained = own.isMultiplying && base.isMultiplying;
  return {
    group,
    excessMs: own.durationMs - base.durationMs * scale,
    timesMacs: isExplained ? own.macs / (base.macs * scale) : null,
    timesPerMac: isExplained ? own.durationMs / own.macs / (base.durationMs / base.macs) : null,
  };
}

function furthest<T extends { readonly excessMs: number }>(
  items: readonly T[],
  towards: number,
): T | null {
  const sign = Math.sign(towards);
  const [first = null] = items.toSorted((a, b) => sign * (b.excessMs - a.excessMs));
  return first;
}
