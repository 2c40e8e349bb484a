// TFLite_Detection_PostProcess: from what an SSD says of its anchors to boxes, classes and scores. Liu et al. 2016,
// arXiv:1512.02325. Boxes come as centres and sizes, in units of their anchors'.
import { MOST_DETECTIONS } from '../../../ops/rank/non-max-suppression';
import { formatShape, type Shape } from '../../../tensor/tensor';
import { dequantize } from '../dequantize';
import type { Converters } from '../ops';
import { reshapeStage, type Stage, type TfliteNet } from '../tflite-net';
import type { TfliteOperator } from '../tflite-operator';
import { readFlexMap } from './flex-map';
import { sliceStages } from './parts';
import { unaryStage } from './stages';

export const DETECTION: Converters = { 'CUSTOM:TFLite_Detection_PostProcess': convertDetection };

/** Of the four numbers of a box and an anchor: the centre's two, then the size's. */
const CENTRE = [0, 1] as const;
const SIZE = [2, 3] as const;

function convertDetection(net: TfliteNet, operator: TfliteOperator): void {
  net.refuseBatch(operator, 'chooses boxes');
  const [boxes = [], scores = []] = [0, 1].map((position) => net.shapeOf(operator, position));
  const anchors = net.constant(operator, 2);
  const [, count = 0, classes = 0] = scores;
  const option = optionsOf(net, operator);
  const skipped = classes - option('num_classes');
  const isSound =
    [boxes, scores].every((shape) => shape.length === 3 && shape[0] === 1 && shape[1] === count) &&
    boxes[2] === 4 &&
    formatShape(anchors.shape) === formatShape([count, 4]) &&
    (skipped === 0 || skipped === 1);
  if (!isSound) {
    throw net.misfit(
      operator,
      `chooses among ${formatShape(boxes)}, ${formatShape(scores)} and ${formatShape(anchors.shape)}`,
    );
  }
  const byClass = option('use_regular_nms', 0) !== 0;
  const detections = option('max_detections');
  if (!byClass && option('max_classes_per_detection') !== 1) {
    throw net.unsupported(operator, 'gives several classes for a box');
  }
  if (!(detections >= 1 && detections <= MOST_DETECTIONS)) {
    throw net.unsupported(operator, `gives ${detections} boxes`);
  }
  const scales = ['y_scale', 'x_scale', 'h_scale', 'w_scale'].map((name) => option(name));
  const corners = decodeBoxes(net, operator, dequantize(anchors), scales);
  const kept = net.graph.node(
    'non-max-suppression',
    net.innerName(operator, 'kept'),
    [corners, net.value(operator, 1)],
    {
      detections,
      byClass,
      perClass: byClass ? option('detections_per_class', 100) : 1,
      skippedClasses: skipped,
      leastScore: option('nms_score_threshold'),
      mostOverlap: option('nms_iou_threshold'),
    },
  );
  const parts: readonly (readonly [start: number, size: number, shape: Shape])[] = [
    [0, 4, [1, detections, 4]],
    [4, 1, [1, detections]],
    [5, 1, [1, detections]],
  ];
  for (const [position, [start, size, shape]] of parts.entries()) {
    if (position >= operator.outputs.length) break;
    const stages = [...channels(net, kept, start, size), reshapeStage(net, shape)];
    net.emit(operator, kept, stages, position);
  }
  if (operator.outputs.length < 4) return;
  const flags: Stage[] = [
    ...channels(net, kept, 6, 1),
    reshapeStage(net, [1, detections, 1, 1]),
    {
      suffix: 'sum',
      add: (name, x) => net.graph.node('global-reduction', name, [x], { function: 'sum' }),
    },
    reshapeStage(net, [1]),
  ];
  net.emit(operator, kept, flags, 3);
}

/** Options by name, with what is meant where they are left out. @throws ModelFormatError for one that must be there */
function optionsOf(net: TfliteNet, operator: TfliteOperator) {
  const bytes = operator.table.bytes('customOptions')?.data ?? new Uint8Array();
  const options = damagedAs(net, operator, () => readFlexMap(bytes));
  return (name: string, absent?: number): number => {
    const value = options.get(name) ?? absent;
    if (value !== undefined && Number.isFinite(value)) return value;
    throw net.misfit(operator, `lacks the option ${name}`);
  };
}

function damagedAs<T>(net: TfliteNet, operator: TfliteOperator, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw net.misfit(operator, `has options that cannot be read: ${error.message}`);
  }
}

function channels(net: TfliteNet, x: string, start: number, size: number): Stage[] {
  const ranges = net.graph.shapeOf(x).map((length, axis, { length: rank }) => {
    return axis === rank - 1 ? { start, step: 1, size } : { start: 0, step: 1, size: length };
  });
  return sliceStages(net, x, ranges);
}

/**
 * centre = t / scale · size of the anchor + its centre, half = ½ · exp(t / scale) · size of the anchor; a box goes from
 * centre − half to centre + half.
 */
function decodeBoxes(
  net: TfliteNet,
  operator: TfliteOperator,
  anchors: Float32Array,
  scales: readonly number[],
): string {
  const boxes = net.value(operator, 0);
  const count = anchors.length / 4;
  const inner = (suffix: string) => net.innerName(operator, suffix);
  const constant = (suffix: string, number: (anchor: number, side: 0 | 1) => number) =>
    net.addNumbers(inner(suffix), [1, count, 2], (i) =>
      number(Math.floor(i / 2), (i % 2) as 0 | 1),
    );
  const anchor = (at: number, of: readonly [number, number], side: 0 | 1) =>
    anchors[4 * at + of[side]] ?? 0;
  const combine = (op: 'add' | 'sub' | 'mul', a: string, b: string, suffix: string) =>
    net.graph.node(op, inner(suffix), [a, b], { activation: 'none' });
  const part = (start: number, suffix: string) =>
    channels(net, boxes, start, 2).reduce((from, { add }) => add(inner(suffix), from), boxes);
  const reach = constant('reach', (at, side) => anchor(at, SIZE, side) / (scales[side] ?? 1));
  const origin = constant('origin', (at, side) => anchor(at, CENTRE, side));
  const centre = combine('add', combine('mul', part(0, 'shift'), reach, 'moved'), origin, 'centre');
  const inverse = net.addNumbers(inner('inverse'), [2], (side) => 1 / (scales[2 + side] ?? 1));
  const growth = unaryStage(net, 'exp').add(
    inner('growth'),
    combine('mul', part(2, 'stretch'), inverse, 'exponent'),
  );
  const halves = constant('halves', (at, side) => 0.5 * anchor(at, SIZE, side));
  const half = combine('mul', growth, halves, 'half');
  const ends = [combine('sub', centre, half, 'first'), combine('add', centre, half, 'last')];
  return net.graph.node('concat', inner('corners'), ends, {});
}
