import { expect, it } from 'vitest';
import { randomBytes16 } from './random-bytes.ts';

it('gives other bytes each time, also beyond one filling of the pool', () => {
  const given = Array.from({ length: 500 }, randomBytes16);
  const texts = given.map((bytes) => Buffer.from(bytes).toString('hex'));
  expect(new Set(texts).size).toBe(500);
  for (const text of texts) expect(text).toHaveLength(32);
  // Beyond the first filling: nothing comes a second time.
  const later = Array.from({ length: 600 }, () => Buffer.from(randomBytes16()).toString('hex'));
  expect(new Set([...texts, ...later]).size).toBe(1_100);
});
