// `--input-shape`: sizes that a file leaves open.
import type { StrictArguments } from './arguments';
import { UsageError } from './failures';
import type { ModelFile } from './model-file';
import type { Shape } from './shapes';

/** The option, the same in every command that loads a model; it may be repeated. */
export const INPUT_SHAPE_OPTION = {
  type: 'string',
  description:
    "Sizes of an input that the file leaves open, in the file's order of axes; may be repeated",
  valueHint: 'name=1,3,512,512',
} as const;

/** The file with what is said of its inputs. @throws UsageError for what is no name and sizes */
export function withInputShapes(file: ModelFile, given: StrictArguments): ModelFile {
  const shapes = given.all('input-shape').map(parseShape);
  return shapes.length === 0 ? file : { ...file, inputs: Object.fromEntries(shapes) };
}

/** Names may have an equals sign; sizes have none. */
function parseShape(text: string): [name: string, shape: Shape] {
  const at = text.lastIndexOf('=');
  const sizes = text.slice(at + 1).split(',');
  if (at < 1 || !sizes.every((size) => /^[1-9]\d*$/.test(size))) {
    throw new UsageError(`--input-shape is like x=1,3,512,512; got "${text}".`);
  }
  return [text.slice(0, at), sizes.map(Number)];
}
