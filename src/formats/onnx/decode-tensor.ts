// TensorProto: a constant's dimensions, type and bytes or numbers, as they stand in the file.
import { UnsupportedError } from '../../errors';
import type { OnnxTensor } from './onnx-model';
import type { ProtoReader } from './proto-reader';
import type { TENSOR } from './proto-types';

type Field = (typeof TENSOR.fields)[keyof typeof TENSOR.fields];
type Fields = {
  -readonly [K in keyof OnnxTensor]: OnnxTensor[K];
} & { readonly dims: number[]; readonly numbers: number[]; externalData?: Uint8Array[] };

/** TensorProto.DataLocation: the numbers lie in another file. */
const EXTERNAL = 1;

/** Reads a tensor to its end; its bytes are a part of the file, not copied. @throws ModelFormatError */
export function decodeTensor(reader: ProtoReader<Field>): OnnxTensor {
  const tensor: Fields = {
    name: '',
    dims: [],
    dataType: 0,
    raw: null,
    numbers: [],
    isExternal: false,
    offset: reader.offset,
  };
  let isSegment = false;
  for (const field of reader.fields()) {
    if (field === 'segment') isSegment = true;
    readField(reader, field, tensor);
  }
  if (isSegment) {
    throw new UnsupportedError(
      `Tensor "${tensor.name}" is only a segment of a larger one; Kindling reads tensors that are stored whole.`,
    );
  }
  return tensor;
}

function readField(reader: ProtoReader<Field>, field: Field, tensor: Fields): void {
  switch (field) {
    case 'name':
      tensor.name = reader.string();
      break;
    case 'dims':
      reader.ints(tensor.dims);
      break;
    case 'data_type':
      tensor.dataType = reader.int();
      break;
    case 'raw_data':
      tensor.raw = reader.bytes();
      break;
    case 'float_data':
      reader.floats(tensor.numbers);
      break;
    case 'double_data':
      reader.doubles(tensor.numbers);
      break;
    case 'int32_data':
    case 'int64_data':
      reader.ints(tensor.numbers);
      break;
    case 'uint64_data':
      reader.unsignedInts(tensor.numbers);
      break;
    case 'external_data':
      tensor.isExternal = true;
      tensor.externalData ??= [];
      tensor.externalData.push(reader.bytes());
      break;
    case 'data_location':
      // Read in any case: the field's value has to be passed.
      tensor.isExternal = reader.int() === EXTERNAL || tensor.isExternal;
      break;
    case 'segment':
      reader.ignore();
  }
}
