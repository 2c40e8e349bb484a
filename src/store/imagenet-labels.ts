// The names of the 1000 ImageNet classes, in the order of the networks' outputs. Import this file
// dynamically: the names weigh more than the rest of the runtime's start.
import { IMAGENET_CLASSES } from '@tensorflow-models/mobilenet/dist/imagenet_classes.js';

/** `imagenetLabels[i]` names class i, without a background class: 0 is "tench, Tinca tinca". */
export const imagenetLabels: readonly string[] = Array.from(
  { length: 1000 },
  (_, index) => IMAGENET_CLASSES[index] ?? '',
);
