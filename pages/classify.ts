// The smallest page that uses the library: choose a picture, read what is in it.
//   ?model=URL    weights from there instead of the manifest's pinned URL
//   ?picture=URL  classifies that picture at once
import { createRuntime, type Picture } from '../src/index';

const parameters = new URLSearchParams(location.search);
const answer = element<HTMLParagraphElement>('answer');
const picture = element<HTMLImageElement>('picture');
const file = element<HTMLInputElement>('file');

const model = createRuntime().then((runtime) =>
  runtime.load(parameters.get('model') ?? 'squeezenet1.0-dc', {
    onProgress: ({ loaded, total }) => show(`Downloading: ${Math.round((100 * loaded) / total)} %`),
  }),
);
model.then(() => show('Ready. Choose a picture.'), fail);

file.addEventListener('change', () => {
  const [chosen] = file.files ?? [];
  if (chosen) classify(chosen, URL.createObjectURL(chosen)).catch(fail);
});

const first = parameters.get('picture');
if (first !== null) {
  fetch(first)
    .then((response) => response.blob())
    .then((blob) => classify(blob, first))
    .catch(fail);
}

async function classify(source: Picture, url: string): Promise<void> {
  picture.src = url;
  picture.hidden = false;
  const loaded = await model;
  const start = performance.now();
  const top = await loaded.classify(source, { topK: 3 });
  const duration = Math.round(performance.now() - start);
  const names = top.map(
    ({ label, probability }) => `${label} (${Math.round(100 * probability)} %)`,
  );
  show(`${names.join(', ')} in ${duration} ms.`);
}

function show(text: string): void {
  answer.textContent = text;
}

function fail(error: unknown): void {
  show(error instanceof Error ? error.message : String(error));
}

function element<T extends HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no element "${id}".`);
  return found as T;
}
