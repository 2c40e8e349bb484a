// Files that are no models at all, under a model's name.
import type { MalformedCase } from './malformed-case';

const NOT_FOUND = `<!DOCTYPE html><html><head><title>404 Not Found</title></head>
<body><h1>Not Found</h1><p>The requested URL was not found on this server.</p></body></html>\n`;

function text(words: string): () => Uint8Array {
  return () => new TextEncoder().encode(words);
}

export const UNRECOGNISED: readonly MalformedCase[] = [
  { what: 'nothing', bytes: text(''), gives: ['ModelFormatError', /is empty/] },
  { what: 'one byte', bytes: text('a'), gives: ['ModelFormatError', /text/] },
  {
    what: 'a page that says 404',
    bytes: text(NOT_FOUND),
    gives: ['ModelFormatError', /web page/],
  },
  {
    what: 'a page behind a byte order mark and blanks',
    bytes: text('\ufeff \n<html><body>Sign in</body></html>'),
    gives: ['ModelFormatError', /web page/],
  },
  { what: 'JSON', bytes: text('{"error":"not found"}'), gives: ['ModelFormatError', /JSON/] },
  { what: 'a message', bytes: text('Access denied'), gives: ['ModelFormatError', /Access denied/] },
  {
    what: 'a pointer of Git LFS',
    bytes: text(
      'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n',
    ),
    gives: ['ModelFormatError', /Git LFS/],
  },
  { what: 'zeros', bytes: () => new Uint8Array(1 << 20), gives: ['ModelFormatError', /zeros/] },
  {
    what: 'ones',
    bytes: () => new Uint8Array(1 << 20).fill(255),
    gives: ['ModelFormatError', /bytes ff ff/],
  },
  {
    what: 'a PNG',
    bytes: () => Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13),
    gives: ['ModelFormatError', /picture/],
  },
  {
    what: 'a ZIP archive, as PyTorch saves',
    bytes: () => Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0),
    gives: ['ModelFormatError', /ZIP/],
  },
  {
    what: 'HDF5, as Keras saves',
    bytes: () => Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0),
    gives: ['ModelFormatError', /HDF5/],
  },
  {
    what: 'gzip',
    bytes: () => Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3),
    gives: ['ModelFormatError', /gzip/],
  },
  {
    what: 'a text of ten million letters',
    bytes: text('x'.repeat(10_000_000)),
    gives: ['ModelFormatError', /text.*"x{40}"/],
  },
];
