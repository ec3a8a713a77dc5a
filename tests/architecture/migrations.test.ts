import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './source-tree.ts';

const engines = ['sqlite', 'postgres'];

interface Journal {
  entries: { idx: number; tag: string; when: number }[];
}
const journal = (engine: string): Journal =>
  JSON.parse(readFileSync(join(root, 'drizzle', engine, 'meta/_journal.json'), 'utf8')) as Journal;
const tags = (engine: string): string[] => journal(engine).entries.map(({ tag }) => tag);
const sqlFiles = (engine: string): string[] =>
  readdirSync(join(root, 'drizzle', engine))
    .filter((name) => name.endsWith('.sql'))
    .sort();

describe('migrations', () => {
  it('exist for both engines under the same names and in the same order', () => {
    expect(tags('sqlite').length).toBeGreaterThan(0);
    expect(tags('postgres')).toEqual(tags('sqlite'));
  });

  it.each(engines)('%s: the journal and the folder name the same files, none of them empty', (engine) => {
    expect(sqlFiles(engine)).toEqual(tags(engine).map((tag) => `${tag}.sql`));
    const empty = sqlFiles(engine).filter((name) => !readFileSync(join(root, 'drizzle', engine, name), 'utf8').trim());
    expect(empty).toEqual([]);
  });

  it.each(engines)('%s: each migration has its snapshot, and they are dated in order', (engine) => {
    const { entries } = journal(engine);
    const missing = entries.filter(({ tag }) => {
      const number = tag.split('_')[0] ?? '';
      return !existsSync(join(root, 'drizzle', engine, 'meta', `${number}_snapshot.json`));
    });
    expect(missing).toEqual([]);
    expect(entries.map(({ when }) => when)).toEqual(entries.map(({ when }) => when).sort((a, b) => a - b));
    expect(entries.map(({ idx }) => idx)).toEqual(entries.map((_, index) => index));
  });
});
