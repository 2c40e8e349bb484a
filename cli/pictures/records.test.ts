import { describe, expect, it } from 'vitest';
import { csvHead, csvLines, jsonLine } from './records';

const COLUMNS = {
  names: ['rank', 'label'],
  rows: ({ labels }: { labels: string[] }) => labels.map((label, rank) => [rank + 1, label]),
};
const FAILED = { image: 'b.png', error: { code: 'image', message: 'It is "damaged".' } };

describe('jsonLine', () => {
  it('is one line that reads back, whatever the names are', () => {
    const image = 'a\n\u202e"b".png';
    const line = jsonLine('net', { image, labels: ['\u001b[31m'] });
    for (const letter of '\n\u202e\u001b') expect(line).not.toContain(letter);
    expect(JSON.parse(line)).toEqual({ image, model: 'net', labels: ['\u001b[31m'] });
    expect(JSON.parse(jsonLine('net', FAILED))).toEqual({ ...FAILED, model: 'net' });
  });
});

describe('CSV', () => {
  it('has a row for each answer, and as many fields in each', () => {
    expect(csvHead(COLUMNS)).toBe('image,rank,label,error');
    expect(csvLines(COLUMNS, { image: 'a.png', labels: ['cat', 'dog, wet'] })).toBe(
      'a.png,1,cat,\na.png,2,"dog, wet",',
    );
    expect(csvLines(COLUMNS, FAILED)).toBe('b.png,,,image');
  });

  it('quotes what would end a field', () => {
    expect(csvLines(COLUMNS, { image: 'a "b",c\n.png', labels: ['x'] })).toBe(
      '"a ""b"",c\\u000a.png",1,x,',
    );
  });
});
