import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fingerprint } from './fingerprint.mjs';
import { isInstalled } from './lockfile.mjs';
import { explainNpm } from './npm.mjs';

describe('installed packages', () => {
  const lock = (packages: object): string => JSON.stringify({ packages });
  const wanted = lock({
    '': { name: 'tideboard' },
    'node_modules/a': { version: '1.0.0', integrity: 'x' },
    'node_modules/a-darwin': { version: '1.0.0', integrity: 'y', optional: true },
  });

  it('agree when only packages for other platforms are missing', () => {
    expect(isInstalled(wanted, lock({ 'node_modules/a': { version: '1.0.0', integrity: 'x' } }))).toBe(true);
  });

  it.each([
    ['nothing is installed', null],
    ['one is missing', lock({})],
    ['one has another version', lock({ 'node_modules/a': { version: '1.0.1', integrity: 'x' } })],
    ['one has other contents', lock({ 'node_modules/a': { version: '1.0.0', integrity: 'z' } })],
    [
      'one is left over',
      lock({ 'node_modules/a': { version: '1.0.0', integrity: 'x' }, 'node_modules/b': { version: '2.0.0' } }),
    ],
  ])('do not agree when %s', (_, installed) => {
    expect(isInstalled(wanted, installed)).toBe(false);
  });
});

describe('a failure of npm', () => {
  it.each([
    ['npm error code ENOTFOUND', 'registry does not answer'],
    ['npm error code ECONNREFUSED', 'registry does not answer'],
    ['npm error ENOSPC: no space left on device, write', 'disk is full'],
    ['npm error code E401', 'refuses this machine'],
    ['npm error code E404', 'npm could not install the packages'],
  ])('%s is explained', (output, sentence) => {
    expect(explainNpm(output, 'install the packages').message).toContain(sentence);
  });

  it('shows what npm said', () => {
    expect(explainNpm('npm error 404 no such package', 'install the packages').advice).toContain('no such package');
  });
});

describe('the fingerprint of the sources', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tideboard-fingerprint-'));
    mkdirSync(join(folder, 'src/deep'), { recursive: true });
    writeFileSync(join(folder, 'src/deep/a.ts'), 'one');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const now = (): string => fingerprint(folder, ['src', 'absent.json'], (path) => path.endsWith('.test.ts'));

  it('stays while nothing changes, also when a test does', () => {
    const before = now();
    writeFileSync(join(folder, 'src/a.test.ts'), 'a test');
    expect(now()).toBe(before);
  });

  it.each([
    ['is written', () => writeFileSync(join(folder, 'src/deep/a.ts'), 'three')],
    ['is written with as many characters', () => utimesSync(join(folder, 'src/deep/a.ts'), 1, 1)],
    ['appears', () => writeFileSync(join(folder, 'src/b.ts'), '')],
    ['disappears', () => rmSync(join(folder, 'src/deep/a.ts'))],
    ['that was absent appears', () => writeFileSync(join(folder, 'absent.json'), '{}')],
  ])('changes when a file %s', (_, change) => {
    const before = now();
    change();
    expect(now()).not.toBe(before);
  });
});
