import { describe, expect, it } from 'vitest';
import { readSource, sourceFiles } from './source-tree.ts';

const files = sourceFiles('src', 'server', 'scripts', 'tests');
const longest = 400;
// Written apart, so that this file does not find itself.
const unfinished = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME'].join('|')})\\b`);

/** What a component does, without how it looks: its style block is read apart. */
const linesOf = (text: string): number =>
  text
    .replace(/<style[\s\S]*<\/style>/, '')
    .trimEnd()
    .split('\n').length;

describe('names and sizes', () => {
  it('has no drawer: every function has a home with a name', () => {
    const drawer = /(^|\/)(utils?|helpers?|common|misc)(\/|\.[^/]*$)/;
    expect(drawer.test('src/lib/utils/a.ts') && drawer.test('src/lib/helpers.ts')).toBe(true);
    expect(
      files
        .filter((path) => drawer.test(path))
        .map((path) => `${path}: a function has a home, or names one; put it into the area or tool it serves.`),
    ).toEqual([]);
  });

  it('leaves no note about unfinished work in the code', () => {
    const found = files.flatMap((path) =>
      readSource(path)
        .split('\n')
        .flatMap((line, index) =>
          unfinished.test(line) ? [`${path}:${index + 1}: finish it, or open an issue and describe it there.`] : [],
        ),
    );
    expect(found).toEqual([]);
  });

  it(`keeps files below ${longest} lines`, () => {
    // The schema is one declarative list of tables, read from top to bottom and compared between the engines.
    const lists = ['src/lib/server/db/schema.sqlite.ts', 'src/lib/server/db/schema.postgres.ts'];
    const long = files
      .filter((path) => !lists.includes(path))
      .map((path) => ({ path, lines: linesOf(readSource(path)) }))
      .filter(({ lines }) => lines > longest)
      .map(({ path, lines }) => `${path} has ${lines} lines: split it by reason to change.`);
    expect(files.length).toBeGreaterThan(100);
    expect(long).toEqual([]);
  });
});
