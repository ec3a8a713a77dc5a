import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { getTableColumns, is, Table } from 'drizzle-orm';
import { databaseFile } from '#lib/server/config/config.ts';
import type { Context } from '#lib/server/context/context.ts';
import * as schema from '#lib/server/db/schema.sqlite.ts';

const tables = Object.values(schema).filter((value) => is(value, Table));

/** Where a text still stands: `table.column` for every column of every table, and the database's own files. */
export async function placesOf(context: Context, text: string): Promise<string[]> {
  const places: string[] = [];
  for (const table of tables) {
    const name = (table as unknown as Record<symbol, string>)[Symbol.for('drizzle:Name')]!;
    const rows = await context.db.read.all<Record<string, unknown>>(`select * from ${name}`);
    for (const { name: column } of Object.values(getTableColumns(table))) {
      if (rows.some((row) => holds(row[column], text))) places.push(`${name}.${column}`);
    }
  }
  if (context.db.engine === 'sqlite') {
    const file = databaseFile(context.config);
    for (const path of [file, `${file}-wal`]) {
      if (existsSync(path) && readFileSync(path).includes(Buffer.from(text))) places.push(path.split('/').at(-1)!);
    }
  }
  return places;
}

const holds = (value: unknown, text: string): boolean =>
  Buffer.isBuffer(value)
    ? opened(value).includes(Buffer.from(text))
    : typeof value === 'string' && value.includes(text);

/** Files of imports are stored compressed. */
const opened = (bytes: Buffer): Buffer => (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes);
