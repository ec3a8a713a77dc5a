import { expect, it } from 'vitest';
import { foundWithoutGuessing } from './guessing.ts';

const card = { name: '赵明轩', company: 'Helios Retail', tags: ['vip 2026'] };
const knows = (text: string) => ['13812345678', '138 1234 5678', 'zhao@example.com', 'zhao_wx77'].includes(text);
const found = (text: string) => foundWithoutGuessing(text, card, knows);

it.each(['明轩', 'zmx', 'helios', 'hel ret', '赵明轩 helios', 'vip', '2026'])(
  '[P5] finds by what is on the card: %s',
  (text) => expect(found(text)).toBe(true),
);

it.each(['13812345678', '138 1234 5678', 'zhao@example.com', 'zhao_wx77', '赵明轩 13812345678'])(
  '[P5] finds by a whole number or address: %s',
  (text) => expect(found(text)).toBe(true),
);

it.each(['138', '5678', '1381234567', 'zhao@', 'zhao@example', 'zhao_wx', 'example', '赵明轩 5678', 'helios 138'])(
  '[P5] gives away nothing for a part of one: %s',
  (text) => expect(found(text)).toBe(false),
);
