// Where pictures may be, and where a worker looks.
import { describe, expect, it } from 'vitest';
import { UsageError } from '../failures';
import { AddressError, parseAddress } from './address';
import { Allowed } from './allowed';

describe('parseAddress', () => {
  it('tells files, URLs and objects of a store apart', () => {
    expect(parseAddress('cats/one two.jpg')).toEqual({ kind: 'file', path: 'cats/one two.jpg' });
    expect(parseAddress('s3://photos/a/b c?.jpg')).toEqual({
      ...{ kind: 's3', bucket: 'photos', key: 'a/b c?.jpg' },
    });
    expect(parseAddress('HTTPS://Example.com/a.jpg')).toEqual({
      kind: 'web',
      url: new URL('https://example.com/a.jpg'),
    });
  });

  it.each(['', 'a\0b', 'ftp://example.com/a.jpg', 'file:///etc/passwd', 's3://photos', 's3://a/b'])(
    'refuses %j',
    (text) => {
      expect(() => parseAddress(text)).toThrow(AddressError);
    },
  );

  it('refuses passwords, and does not repeat them', () => {
    const parse = () => parseAddress('https://user:secret@example.com/a.jpg');
    expect(parse).toThrow(/example\.com has a user or a password/);
    expect(parse).not.toThrow(/secret/);
  });
});

describe('Allowed', () => {
  const allowed = new Allowed(['images.example.com', 'http://10.0.0.5:9000', 's3://photos']);

  it('knows hosts, origins and buckets by name', () => {
    for (const url of ['https://images.example.com/a', 'http://10.0.0.5:9000/b']) {
      expect(() => allowed.checkUrl(new URL(url))).not.toThrow();
    }
    expect(() => allowed.checkBucket('photos')).not.toThrow();
    expect(allowed.hasBuckets).toBe(true);
  });

  it.each([
    'http://images.example.com/a',
    'https://images.example.com:8443/a',
    'https://images.example.com.evil.net/a',
    'https://evil.net/images.example.com',
    'http://10.0.0.5/a',
    'http://169.254.169.254/latest/meta-data',
  ])('refuses %s', (url) => {
    expect(() => allowed.checkUrl(new URL(url))).toThrow(/is not among the hosts/);
  });

  it('refuses other buckets', () => {
    expect(() => allowed.checkBucket('secrets')).toThrow(/--allow s3:\/\/secrets/);
  });

  it.each(['https://example.com/path', 'exa mple', 's3://', 's3://a/b', 'ftp://example.com', ''])(
    'takes no %j',
    (entry) => {
      expect(() => new Allowed([entry])).toThrow(UsageError);
    },
  );
});
