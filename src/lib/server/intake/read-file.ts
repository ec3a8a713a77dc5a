import Papa from 'papaparse';
import { DomainError } from '#lib/domain/errors.ts';

/** Characters parsed between two yields to the event loop: a few milliseconds. */
const SLICE = 200_000;
export const MOST_ROWS = 100_000;
export const MOST_BYTES = 30_000_000;
const MOST_COLUMNS = 200;

export interface TableFile {
  headers: string[];
  rows: string[][];
}

export const notATable = (
  reason: 'binary' | 'spreadsheet' | 'no_columns' | 'no_rows' | 'too_large' | 'too_many_rows',
) => new DomainError('not_a_table', `the file cannot be imported: ${reason}`, { reason });

/**
 * Reads a CSV: UTF-8 with or without BOM, UTF-16 with BOM, else GB18030 (which holds GBK); comma, semicolon, tab or bar;
 * newlines in quoted cells. Yields while it reads, so that moves go on.
 */
export async function readTable(bytes: Uint8Array): Promise<TableFile> {
  if (bytes.byteLength > MOST_BYTES) throw notATable('too_large');
  const text = decode(bytes);
  const delimiter = guessDelimiter(text);
  const rows: string[][] = [];
  for (let from = 0; from < text.length;) {
    const to = sliceEnd(text, from);
    const { data } = Papa.parse<string[]>(text.slice(from, to), { delimiter, skipEmptyLines: 'greedy' });
    for (const row of data) rows.push(row);
    if (rows.length > MOST_ROWS + 1) throw notATable('too_many_rows');
    from = to;
    await new Promise((resolve) => setImmediate(resolve));
  }
  const headers = rows.shift()?.map((header) => header.trim()) ?? [];
  while (headers.at(-1) === '') headers.pop();
  if (headers.length === 0 || headers.length > MOST_COLUMNS) throw notATable('no_columns');
  if (rows.length === 0) throw notATable('no_rows');
  return { headers, rows };
}

function decode(bytes: Uint8Array): string {
  const [a, b, c] = bytes;
  if (a === 0x50 && b === 0x4b) throw notATable('spreadsheet');
  if (a === 0xef && b === 0xbb && c === 0xbf) return new TextDecoder('utf-8').decode(bytes);
  if (a === 0xff && b === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (a === 0xfe && b === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (bytes.subarray(0, 65_536).includes(0)) throw notATable('binary');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    try {
      return new TextDecoder('gb18030', { fatal: true }).decode(bytes);
    } catch {
      throw notATable('binary');
    }
  }
}

/**
 * Where a slice may end: after a line break outside quotes. Doubled quotes keep the parity, so counting is enough; in a
 * file with a stray quote the slice becomes the rest, and the parser decides.
 */
function sliceEnd(text: string, from: number): number {
  if (text.length - from <= SLICE) return text.length;
  let quoted = false;
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) quoted = !quoted;
    else if (code === 0x0a && !quoted && i - from >= SLICE) return i + 1;
  }
  return text.length;
}

/** The mark that splits the first lines most evenly; a comma when none does. */
function guessDelimiter(text: string): string {
  const head = text.slice(0, 100_000);
  let best = ',';
  let most = 1;
  for (const delimiter of [',', ';', '\t', '|']) {
    const { data } = Papa.parse<string[]>(head, { delimiter, preview: 20, skipEmptyLines: 'greedy' });
    const columns = data[0]?.length ?? 0;
    const even = data.every((row) => row.length === columns);
    const score = columns * (even ? 2 : 1);
    if (columns > 1 && score > most) {
      best = delimiter;
      most = score;
    }
  }
  return best;
}
