import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '#lib/server/config/config.ts';
import { dropOldUpdateBackups } from '#lib/server/operations/backups.ts';
import { aFloor } from '../../support/a-floor.ts';
import { aLead } from '../../support/a-lead.ts';
import { RealData } from '../../support/real-server.ts';
import { testEngine } from '../../support/test-context.ts';

describe.runIf(testEngine() === 'sqlite')('an update of the tables', { timeout: 180_000 }, () => {
  let data: RealData;
  beforeEach(async () => {
    data = await RealData.make();
  });
  afterEach(() => data.remove());

  it('makes a backup first, which still holds the tables and rows of before', async () => {
    await data.use(async (context) => {
      const floor = await aFloor(context);
      await aLead(context, floor, floor.east.reps[0]!);
    });
    const server = await data.start({ env: { TIDEBOARD_MIGRATIONS: laterMigrations(data.dir) } });
    const [line] = /Making a backup first: .*/.exec(server.output) ?? [];
    const file = line!.slice(line!.indexOf('/'));
    await server.stop();
    expect(tablesOf(join(data.dir, 'tideboard.db'))).toContain('made_later');
    expect(tablesOf(file)).not.toContain('made_later');
    const backup = new Sqlite(file, { readonly: true });
    expect(backup.prepare('select count(*) as n from leads').get()).toEqual({ n: 1 });
    backup.close();

    const again = await data.start({ env: { TIDEBOARD_MIGRATIONS: laterMigrations(data.dir) } });
    expect(again.output, 'only when there is something to update').not.toContain('Making a backup');
  });

  it('keeps the last five of its own backups, and every one that somebody asked for', () => {
    const folder = join(data.dir, 'backups');
    mkdirSync(folder);
    for (let n = 1; n <= 7; n++) writeFileSync(join(folder, `before-update-2026010${n}-000000.db`), '');
    writeFileSync(join(folder, 'tideboard-20250101-000000.db'), '');
    dropOldUpdateBackups(readConfig({ TIDEBOARD_DATA: data.dir }));
    expect(readdirSync(folder).sort()).toEqual([
      ...[3, 4, 5, 6, 7].map((n) => `before-update-2026010${n}-000000.db`),
      'tideboard-20250101-000000.db',
    ]);
  });
});

/** The migrations of a version that is to come: those of today and one more. */
function laterMigrations(dir: string): string {
  const folder = join(dir, 'later');
  cpSync('drizzle', folder, { recursive: true });
  const file = join(folder, 'sqlite', 'meta', '_journal.json');
  const journal = JSON.parse(readFileSync(file, 'utf8')) as { entries: { idx: number; when: number; tag: string }[] };
  const last = journal.entries.at(-1)!;
  const next = { ...last, idx: last.idx + 1, when: last.when + 1, tag: '9999_later' };
  writeFileSync(file, JSON.stringify({ ...journal, entries: [...journal.entries, next] }));
  writeFileSync(join(folder, 'sqlite', '9999_later.sql'), 'CREATE TABLE made_later (id text);');
  return folder;
}

function tablesOf(file: string): string[] {
  const connection = new Sqlite(file, { readonly: true });
  const rows = connection.prepare(`select name from sqlite_master where type = 'table'`).all() as { name: string }[];
  connection.close();
  return rows.map(({ name }) => name);
}
