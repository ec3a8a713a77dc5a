import { expect, it } from 'vitest';
import { randomBytes16 } from './random-bytes.ts';

it('gives bytes that stay as they are while others are given, beyond one filling of the pool', () => {
  const given = Array.from({ length: 500 }, randomBytes16);
  const texts = given.map((bytes) => Buffer.from(bytes).toString('hex'));
  expect(new Set(texts).size).toBe(500);
  for (const text of texts) expect(text).toHaveLength(32);
  // The same pool again: what was given before must not be handed out a second time with its old content.
  const later = Array.from({ length: 600 }, () => Buffer.from(randomBytes16()).toString('hex'));
  expect(new Set([...texts, ...later]).size).toBe(1_100);
});
