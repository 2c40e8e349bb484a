// Deep Compression of a model as users ask for it: loaded with all that it needs when it is called. Needs no GPU.
import type { CompressedTensor, CompressOptions } from '../compress/index';
import type { Model } from '../graph/model';

/** A tensor of a compressed model, and what it takes in a file. */
export interface TensorCompression extends CompressedTensor {
  /** As float32. */
  readonly bytesBefore: number;
  /** In a Kindling container. */
  readonly bytesAfter: number;
}

/** A compressed model. */
export interface Compression {
  readonly model: Model;
  /** All its constants, in the graph's order. */
  readonly tensors: readonly TensorCompression[];
}

/**
 * Deep Compression (Han et al. 2015, arXiv:1510.00149) without its retraining: small weights become zeros, the others share
 * few values, and a container written of the result (`toKindling`) holds their codes, entropy-coded. With no options, weights
 * that are coded already stay as they are, bit for bit; others lose only their zeros, and share 255 values a tensor.
 * @throws RangeError for an option out of range; GraphError for weights that are no finite numbers.
 */
export async function compress(model: Model, options: CompressOptions = {}): Promise<Compression> {
  const [{ compressModel }, { encodeTensor }] = await Promise.all([
    import('../compress/index'),
    import('../formats/kindling/encode-tensor'),
  ]);
  const { model: compressed, tensors } = compressModel(model, options);
  const constants = compressed.graph.constants;
  return {
    model: compressed,
    tensors: tensors.map((tensor) => {
      const constant = constants.get(tensor.name);
      const bytesAfter = constant ? encodeTensor(constant).byteLength : 0;
      return { ...tensor, bytesBefore: 4 * tensor.count, bytesAfter };
    }),
  };
}
