import { mkdtempSync, mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fingerprint } from './fingerprint.mjs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tideboard-fingerprint-'));
  mkdirSync(join(root, 'src'));
  writeFileSync(join(root, 'src', 'a.ts'), 'a');
  writeFileSync(join(root, 'settings.json'), '{"a":1}');
});
afterEach(() => rmSync(root, { recursive: true }));

const stamp = () => fingerprint(root, ['src', 'settings.json'], (path) => path === 'src/compiled');
const later = (path: string) => utimesSync(join(root, path), 2_000_000_000, 2_000_000_000);

describe('fingerprint', () => {
  it('stays when a named file is written again as it was', () => {
    const before = stamp();
    later('settings.json');
    expect(stamp()).toBe(before);
  });

  it('stays when something is written that it leaves out', () => {
    const before = stamp();
    writeFileSync(join(root, 'src', 'compiled'), '');
    expect(stamp()).toBe(before);
  });

  it.each([
    ['a named file says something else', () => writeFileSync(join(root, 'settings.json'), '{"a":2}')],
    ['a named file disappears', () => rmSync(join(root, 'settings.json'))],
    ['a file below a folder is written', () => later('src/a.ts')],
    ['a file below a folder appears', () => writeFileSync(join(root, 'src', 'b.ts'), '')],
    ['a file below a folder disappears', () => rmSync(join(root, 'src', 'a.ts'))],
  ])('changes when %s', (_what, change) => {
    const before = stamp();
    change();
    expect(stamp()).not.toBe(before);
  });
});
