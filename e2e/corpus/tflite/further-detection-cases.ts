// Boxes that are chosen among many, one small file for each output. What LiteRT gives is recorded in litert-further-outputs.ts,
// under the same names.
import { writeFlexMap } from '../../../src/formats/tflite/flex.fixtures';
import { f32 } from './case-parts';
import type { FurtherCase } from './further-case';

/** Boxes on a grid of six, of two classes and a background. */
function detection(output: number, regular: boolean): FurtherCase {
  const anchors = Array.from({ length: 6 }, (_, i) => [
    0.3 + 0.1 * (i % 3),
    0.4 + 0.2 * (i % 2),
    0.4,
    0.5,
  ]);
  const shapes = [[1, 4, 4], [1, 4], [1, 4], [1]];
  const outputs = [3, 4, 5, 6];
  return {
    file: {
      tensors: [
        f32([1, 6, 4]),
        f32([1, 6, 3]),
        { shape: [6, 4], data: Float32Array.from(anchors.flat()) },
        ...shapes.map(f32),
      ],
      operators: [
        {
          op: 'CUSTOM:TFLite_Detection_PostProcess',
          inputs: [0, 1, 2],
          outputs,
          customOptions: writeFlexMap({
            max_detections: 4,
            max_classes_per_detection: 1,
            detections_per_class: 3,
            use_regular_nms: regular ? 1 : 0,
            num_classes: 2,
            nms_score_threshold: 0.5,
            nms_iou_threshold: 0.4,
            y_scale: 10,
            x_scale: 10,
            h_scale: 5,
            w_scale: 5,
          }),
        },
      ],
      inputs: [0, 1],
      outputs: [outputs[output] ?? 3],
    },
  };
}

/** Boxes that are chosen among many. */
export const DETECTION_CASES: Readonly<Record<string, FurtherCase>> = Object.fromEntries(
  [false, true].flatMap((regular) =>
    ['boxes', 'classes', 'scores', 'count'].map((name, i): [string, FurtherCase] => [
      `TFLite_Detection_PostProcess, ${regular ? 'class by class' : 'all classes at once'}: ${name}`,
      detection(i, regular),
    ]),
  ),
);
