import { importOptionsSchema, type ImportOptions } from '#lib/contract/intake/import.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import type { Context } from '#lib/server/context/context.ts';
import { readTable } from '#lib/server/intake/read-file.ts';
import { runImport } from '#lib/server/intake/run-import.ts';
import { startImport } from '#lib/server/intake/start-import.ts';

export const HEADERS = 'name,phone,stage,owner,amount,created';
export const plainMapping = {
  columns: [
    { column: 'name', field: 'name' },
    { column: 'phone', field: 'phone' },
    { column: 'stage', field: 'stage' },
    { column: 'owner', field: 'owner' },
    { column: 'amount', field: 'expected' },
    { column: 'created', field: 'arrivedAt', format: 'yyyy-mm-dd' },
  ],
} as const;

type Options = Partial<Record<keyof ImportOptions, unknown>>;
interface Place {
  boardId: string;
  admin: Actor;
}

export const tableOf = (text: string) => readTable(new TextEncoder().encode(text));

/** Stores a file, with the columns above unless another mapping is given, and takes none of its rows yet. Answers the id. */
export async function aStoredImport(context: Context, place: Place, text: string, options: Options = {}) {
  return startImport(context, place.admin, {
    boardId: place.boardId,
    fileName: 'leads.csv',
    table: await tableOf(text),
    options: importOptionsSchema.parse({ mapping: plainMapping, ...options }),
  });
}

export async function anImport(context: Context, place: Place, text: string, options: Options = {}): Promise<string> {
  const id = await aStoredImport(context, place, text, options);
  await runImport(context, id);
  return id;
}

/** A file of so many people, whom an unknown person owns. */
export const manyRows = (count: number, owner = 'Zhang'): string =>
  [
    HEADERS,
    ...Array.from({ length: count }, (_, i) => `N${i},138${String(10_000_000 + i)},New,${owner},,2026-08-01`),
  ].join('\n');
