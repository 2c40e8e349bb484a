// TensorProto and AttributeProto from plain data.
import type { PbfWriter } from 'pbf';
import { ONNX_TYPES, type OnnxAttribute, type OnnxTensor } from './onnx-model';
import { ATTRIBUTE, ATTRIBUTE_TYPES, fieldNumber, TENSOR } from './proto-types';
import { writeAnyText, writeInt, writeInts, writeText } from './proto-writer';

/** Writes a constant: its bytes where it has them, else its numbers in the field for their type. */
export function encodeTensor(tensor: OnnxTensor, pbf: PbfWriter): void {
  if (tensor.isExternal) throw new RangeError(`"${tensor.name}" lies in another file.`);
  writeInts(pbf, fieldNumber(TENSOR, 'dims'), tensor.dims);
  writeInt(pbf, fieldNumber(TENSOR, 'data_type'), tensor.dataType);
  writeText(pbf, fieldNumber(TENSOR, 'name'), tensor.name);
  if (tensor.raw) pbf.writeBytesField(fieldNumber(TENSOR, 'raw_data'), tensor.raw);
  else writeNumbers(tensor, pbf);
}

function writeNumbers({ dataType, numbers }: OnnxTensor, pbf: PbfWriter): void {
  switch (dataType) {
    case ONNX_TYPES.FLOAT:
      pbf.writePackedFloat(fieldNumber(TENSOR, 'float_data'), [...numbers]);
      break;
    case ONNX_TYPES.DOUBLE:
      pbf.writePackedDouble(fieldNumber(TENSOR, 'double_data'), [...numbers]);
      break;
    case ONNX_TYPES.INT64:
      writeInts(pbf, fieldNumber(TENSOR, 'int64_data'), numbers);
      break;
    case ONNX_TYPES.UINT32:
    case ONNX_TYPES.UINT64:
      pbf.writePackedVarint(fieldNumber(TENSOR, 'uint64_data'), [...numbers]);
      break;
    default:
      // All others, 16-bit floats by their bits.
      writeInts(pbf, fieldNumber(TENSOR, 'int32_data'), numbers);
  }
}

/** Writes an attribute with its type, also where its value is the default that is left out. */
export function encodeAttribute(attribute: OnnxAttribute, pbf: PbfWriter): void {
  const { f, i, s, t, g, reference, floats, ints, strings, other } = attribute;
  if (other !== undefined) throw new RangeError(`Attribute "${attribute.name}" holds ${other}.`);
  const field = (name: keyof typeof ATTRIBUTE_TYPES) => fieldNumber(ATTRIBUTE, name);
  writeText(pbf, fieldNumber(ATTRIBUTE, 'name'), attribute.name);
  if (f !== undefined) pbf.writeFloatField(field('f'), f);
  if (i !== undefined) writeInt(pbf, field('i'), i);
  if (s !== undefined) writeText(pbf, field('s'), s);
  if (g !== undefined) pbf.writeBytesField(field('g'), g);
  if (reference !== undefined) {
    writeText(pbf, fieldNumber(ATTRIBUTE, 'ref_attr_name'), reference);
  }
  if (t !== undefined) pbf.writeMessage(field('t'), encodeTensor, t);
  if (floats !== undefined) pbf.writePackedFloat(field('floats'), [...floats]);
  if (ints !== undefined) writeInts(pbf, field('ints'), ints);
  for (const text of strings ?? []) writeAnyText(pbf, field('strings'), text);
  const type = VALUE_FIELDS.find((name) => attribute[name] !== undefined);
  if (type !== undefined) writeInt(pbf, fieldNumber(ATTRIBUTE, 'type'), ATTRIBUTE_TYPES[type]);
}

const VALUE_FIELDS = ['f', 'i', 's', 't', 'g', 'floats', 'ints', 'strings'] as const;
