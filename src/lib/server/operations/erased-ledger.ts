import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/config.ts';
import type { Queries } from '../db/database.ts';

/**
 * Who was erased, by customer id, in a file beside the database: a restore repeats these erasures also when the database
 * that it replaces cannot be read any more. The ids name nobody.
 */
export const ledgerFile = (config: Config): string => join(config.dataDir, 'erased.jsonl');

export function noteErased(config: Config, customerId: string, at: number): void {
  appendFileSync(ledgerFile(config), `${JSON.stringify({ customerId, at })}\n`, { mode: 0o600 });
}

export function erasedInLedger(config: Config): string[] {
  const file = ledgerFile(config);
  if (!existsSync(file)) return [];
  const ids = readFileSync(file, 'utf8').split('\n').filter(Boolean).flatMap(customerIdOf);
  return [...new Set(ids)];
}

/** A line that was cut off by a crash belongs to an erasure whose row says so as well. */
function customerIdOf(line: string): string[] {
  try {
    return [(JSON.parse(line) as { customerId: string }).customerId];
  } catch {
    return [];
  }
}

export async function erasedInDatabase(read: Queries): Promise<string[]> {
  const rows = await read.all<{ id: string }>('select id from customers where erased_at is not null');
  return rows.map(({ id }) => id);
}
