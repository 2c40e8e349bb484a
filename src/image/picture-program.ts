// What turns a picture of one size into a network's input: texture → rows filtered along x → input filtered along y, cropped and
// normalised. Two dispatches.
import { channelScales, type Preprocessing } from '../graph/model';
import { encodeParams } from '../kernels/params';
import { linkShader, type Shader } from '../kernels/shader';
import {
  type Constant,
  ParamsCollector,
  type PipelineSpec,
  type Program,
  pipelineOf,
} from '../plan/program';
import type { Precision } from '../tensor/elements';
import { ceilDiv } from '../util/math';
import { imageResizeHorizontal, imageResizeVertical } from './picture-shaders.gen';
import { resizeGeometry } from './resize-geometry';
import { type Taps, triangleTaps } from './triangle-taps';

/** The program's memory from outside: a texture, and the network's input, NHWC4. */
export const PICTURE = 'picture';
export const INPUT = 'input';

const WORKGROUP = 8;

/** The two halves of the resize; `precision` is that of the input. */
export function picturePipelines(
  { channelOrder }: Preprocessing,
  precision: Precision,
): PipelineSpec[] {
  const workgroup = { WG_X: WORKGROUP, WG_Y: WORKGROUP };
  const BGR = Number(channelOrder === 'bgr');
  return [
    specOf(imageResizeHorizontal, 'f32', '', workgroup),
    specOf(imageResizeVertical, precision, `_${channelOrder}`, { ...workgroup, BGR }),
  ];
}

/** Resizes pictures of that size, for the image of that number in a batch. Their rows are held as 8-bit colours. */
export function pictureProgram(
  preprocessing: Preprocessing,
  pipelines: readonly PipelineSpec[],
  size: { readonly width: number; readonly height: number },
  image = 0,
): Program {
  const { crop, mean } = preprocessing;
  const { region, columns, rows } = resizeGeometry(preprocessing, size);
  const [across, down] = [triangleTaps(columns), triangleTaps(rows)];
  const params = new ParamsCollector();
  const acrossParams = params.add(
    encodeParams(imageResizeHorizontal, {
      region: [region.x, region.y],
      size: [crop.width, region.height],
      taps: across.count,
    }),
  );
  const downParams = params.add(
    encodeParams(imageResizeVertical, {
      mean: [...mean, 0],
      scale: [...channelScales(preprocessing), 0],
      size: [crop.width, crop.height],
      taps: down.count,
      start: image * crop.width * crop.height,
    }),
  );
  const narrow = { kind: 'slot', slot: 0 } as const;
  const constant = (index: number) => ({ kind: 'constant', constant: index }) as const;
  const gridOf = (height: number) =>
    [ceilDiv(crop.width, WORKGROUP), ceilDiv(height, WORKGROUP), 1] as const;
  return {
    name: 'picture',
    pipelines,
    slots: [{ byteLength: 4 * region.height * crop.width }],
    constants: [...constantsOf('across', across), ...constantsOf('down', down)],
    params: params.join(),
    steps: [
      {
        node: 'rows',
        pipeline: 0,
        resources: [
          { kind: 'outside', name: PICTURE },
          narrow,
          constant(0),
          constant(1),
          acrossParams,
        ],
        workgroups: gridOf(region.height),
      },
      {
        node: 'input',
        pipeline: 1,
        resources: [narrow, { kind: 'outside', name: INPUT }, constant(2), constant(3), downParams],
        workgroups: gridOf(crop.height),
      },
    ],
  };
}

function constantsOf(axis: string, { first, weights }: Taps): Constant[] {
  return [first, new Float32Array(weights)].map((data) => {
    return { name: axis, byteLength: data.byteLength, data };
  });
}

function specOf(
  shader: Shader,
  precision: Precision,
  trait: string,
  overrides: Readonly<Record<string, number>>,
): PipelineSpec {
  const id = `${shader.stem}__${precision}${trait}_wg${WORKGROUP}x${WORKGROUP}`;
  return pipelineOf(shader, { id, overrides, code: linkShader(shader, { types: precision }) });
}
