// Builds a page's script by webpack as it comes, in production mode.
import { join } from 'node:path';
import webpack from 'webpack';

/** Builds `main.js` of `folder` into `output`. @throws Error for anything that webpack finds wrong. */
export async function buildByWebpack(folder: string, output: string): Promise<void> {
  const compiler = webpack({
    mode: 'production',
    context: folder,
    entry: join(folder, 'main.js'),
    output: { path: output, filename: 'main.js' },
    optimization: { minimize: false }, // what is most of it is minified already
    performance: false, // its advice on sizes counts bytes that are not compressed
  });
  try {
    const stats = await new Promise<webpack.Stats | undefined>((resolve, reject) => {
      compiler.run((error, result) => (error ? reject(error) : resolve(result)));
    });
    const { errors = [], warnings = [] } =
      stats?.toJson({ all: false, errors: true, warnings: true }) ?? {};
    const [problem] = [...errors, ...warnings];
    if (problem) throw new Error(problem.message);
  } finally {
    await new Promise((resolve) => compiler.close(resolve));
  }
}
