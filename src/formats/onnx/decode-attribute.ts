// AttributeProto: the value of one attribute, in the field that its type names.
import { decodeTensor } from './decode-tensor';
import type { OnnxAttribute } from './onnx-model';
import type { ProtoReader } from './proto-reader';
import { type ATTRIBUTE, ATTRIBUTE_TYPES, TENSOR } from './proto-types';

type Field = (typeof ATTRIBUTE.fields)[keyof typeof ATTRIBUTE.fields];
type ValueField = keyof typeof ATTRIBUTE_TYPES;
/** The fields of an attribute that hold its value. */
type Values = Omit<OnnxAttribute, 'name' | 'reference' | 'other'>;

/** Values that a file leaves out, because they are their type's own default. */
const DEFAULTS: Readonly<Record<string, Values>> = {
  f: { f: 0 },
  i: { i: 0 },
  s: { s: '' },
  floats: { floats: [] },
  ints: { ints: [] },
  strings: { strings: [] },
};
/** What is not read: lists of tensors, several subgraphs, sparse tensors, types. */
const OTHERS: readonly string[] = [
  'graphs',
  'tensors',
  'sparse_tensor',
  'sparse_tensors',
  'tp',
  'type_protos',
];

/** What the fields of one attribute hold, whichever the file has. */
interface Fields {
  name: string;
  type: number;
  reference: string;
  readonly values: { -readonly [K in keyof Values]: Values[K] };
  readonly lists: { floats: number[]; ints: number[]; strings: string[] };
  readonly present: Set<Field>;
}

/** Reads an attribute to its end. @throws ModelFormatError */
export function decodeAttribute(reader: ProtoReader<Field>): OnnxAttribute {
  const fields: Fields = {
    name: '',
    type: 0,
    reference: '',
    values: {},
    lists: { floats: [], ints: [], strings: [] },
    present: new Set(),
  };
  for (const field of reader.fields()) {
    fields.present.add(field);
    readField(reader, field, fields);
  }
  const { name, reference } = fields;
  if (reference !== '') return { name, reference };
  return { name, ...attributeValue(reader, fields) };
}

function readField(reader: ProtoReader<Field>, field: Field, into: Fields): void {
  switch (field) {
    case 'name':
      into.name = reader.string();
      break;
    case 'type':
      into.type = reader.int();
      break;
    case 'ref_attr_name':
      into.reference = reader.string();
      break;
    case 'f':
      into.values.f = reader.float();
      break;
    case 'i':
      into.values.i = reader.int();
      break;
    case 's':
      into.values.s = reader.string();
      break;
    case 'g':
      into.values.g = reader.bytes();
      break;
    case 't':
      into.values.t = decodeTensor(reader.message(TENSOR));
      break;
    case 'floats':
      reader.floats(into.lists.floats);
      break;
    case 'ints':
      reader.ints(into.lists.ints);
      break;
    case 'strings':
      into.lists.strings.push(reader.string());
      break;
    default:
      reader.ignore();
  }
}

/** Only the field of the attribute's type; files of IR versions 1 and 2 may leave the type out. */
function attributeValue(reader: ProtoReader<Field>, fields: Fields): Omit<OnnxAttribute, 'name'> {
  const { type, present, values, lists } = fields;
  const kind = VALUE_FIELDS.find((field) =>
    type === 0 ? present.has(field) : ATTRIBUTE_TYPES[field] === type,
  );
  if (kind === undefined) return { other: type === 0 ? 'no value' : `a value of type ${type}` };
  if (OTHERS.includes(kind)) return { other: kind };
  if (kind === 't' && !values.t) {
    throw reader.damaged(`attribute "${fields.name}" says that it holds a tensor, but has none`);
  }
  return present.has(kind) ? pick({ ...values, ...lists }, kind) : (DEFAULTS[kind] ?? {});
}

const VALUE_FIELDS = Object.keys(ATTRIBUTE_TYPES) as ValueField[];

function pick(values: Values, kind: ValueField): Values {
  return Object.fromEntries(Object.entries(values).filter(([field]) => field === kind));
}
