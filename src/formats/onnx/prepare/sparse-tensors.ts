// Sparse constants as dense ones.
import { ModelFormatError } from '../../../errors';
import { product } from '../../../util/math';
import { constantOf } from '../constant';
import { decodeTensor } from '../decode-tensor';
import { SPARSE_TENSOR } from '../further-proto-types';
import type { OnnxTensor } from '../onnx-model';
import { ProtoReader } from '../proto-reader';
import { TENSOR } from '../proto-types';

/** Numbers that a sparse constant may have when it is laid out. */
const MOST_NUMBERS = 2 ** 26;

/** The tensor that a SparseTensorProto stands for. @throws ModelFormatError */
export function denseTensor(bytes: Uint8Array): OnnxTensor {
  const reader = ProtoReader.of(bytes, SPARSE_TENSOR);
  const dims: number[] = [];
  let [values, indices]: (OnnxTensor | null)[] = [null, null];
  for (const field of reader.fields()) {
    if (field === 'dims') reader.ints(dims);
    else if (field === 'values') values = decodeTensor(reader.message(TENSOR));
    else indices = decodeTensor(reader.message(TENSOR));
  }
  if (!values || !indices) throw reader.damaged('a sparse tensor has no values or no indices');
  const [numbers, places] = [constantOf(values), constantOf(indices)];
  const count = numbers.data.length;
  const isByAxis = places.dims.length === 2;
  const total = product(dims);
  const wanted = count * (isByAxis ? dims.length : 1);
  if (!(total <= MOST_NUMBERS) || places.data.length !== wanted) {
    throw damaged(values.name, `has the shape [${dims}] and ${places.data.length} indices`);
  }
  const dense = new Array<number>(total).fill(0);
  for (let i = 0; i < count; i++) {
    let at = isByAxis ? 0 : (places.data[i] ?? 0);
    if (isByAxis) {
      for (const [axis, size] of dims.entries()) {
        at = at * size + (places.data[i * dims.length + axis] ?? 0);
      }
    }
    if (!(at >= 0 && at < total)) throw damaged(values.name, `has the index ${at} of ${total}`);
    dense[at] = numbers.data[i] ?? 0;
  }
  const { name, dataType, offset } = values;
  return { name, dims, dataType, raw: null, numbers: dense, isExternal: false, offset };
}

function damaged(name: string, problem: string): ModelFormatError {
  return new ModelFormatError(`The sparse tensor "${name}" ${problem}. The file is damaged.`, {
    layer: name,
    offset: 0,
  });
}
