// How far the answers to photographs may be from those of other runtimes. Both sides round every layer, in orders of their
// own, so these follow from no bound of a layer: each is six to seven times the largest difference that was seen over all
// fifty photographs, by the kernels of software adapters and those of GPUs.

/** A logit of SqueezeNet beside ONNX Runtime's; they reach 39. Seen: 1.6e-5. */
export const LOGIT_BOUND = 1e-4;

/** A probability of MobileNet 0.25 beside TensorFlow Lite's. Seen: 5.6e-6. */
export const PROBABILITY_BOUND = 4e-5;
