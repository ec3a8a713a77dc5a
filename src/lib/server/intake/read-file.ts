import Papa from 'papaparse';
import { DomainError } from '#lib/domain/errors.ts';
import { headerKey } from '#lib/domain/intake/mapping.ts';

/** Characters parsed between two yields to the event loop: a few milliseconds. */
const SLICE = 200_000;
export const MOST_ROWS = 100_000;
export const MOST_BYTES = 30_000_000;
const MOST_COLUMNS = 200;

export interface TableFile {
  headers: string[];
  rows: string[][];
}

export type NotATable =
  | 'empty'
  | 'binary'
  | 'spreadsheet'
  | 'web_page'
  | 'open_quote'
  | 'no_columns'
  | 'no_rows'
  | 'too_large'
  | 'too_many_rows';

/** @param line of what is wrong, as a spreadsheet counts, where that can be said */
export const notATable = (reason: NotATable, line: number | null = null) =>
  new DomainError('not_a_table', `the file cannot be imported: ${reason}`, { reason, line });

/**
 * Reads a CSV: UTF-8 with or without BOM, UTF-16, else GB18030 (which holds GBK); comma, semicolon, tab or bar; newlines in
 * quoted cells. Headers that are there twice are numbered. Yields while it reads, so that moves go on.
 */
export async function readTable(bytes: Uint8Array): Promise<TableFile> {
  if (bytes.byteLength > MOST_BYTES) throw notATable('too_large');
  const text = decode(bytes);
  if (text.trim() === '') throw notATable('empty');
  if (/^\s*<(?:!doctype html|html|\?xml)/i.test(text)) throw notATable('web_page');
  const delimiter = guessDelimiter(text);
  const rows: string[][] = [];
  for (let from = 0; from < text.length;) {
    const to = sliceEnd(text, from);
    const { data, errors } = Papa.parse<string[]>(text.slice(from, to), { delimiter, skipEmptyLines: 'greedy' });
    const open = errors.find(({ code }) => code === 'MissingQuotes');
    // Everything behind that mark is one cell: the rows would be lost without a word.
    if (open) throw notATable('open_quote', rows.length + (open.row ?? 0) + 1);
    for (const row of data) rows.push(row);
    if (rows.length > MOST_ROWS + 1) throw notATable('too_many_rows');
    from = to;
    await new Promise((resolve) => setImmediate(resolve));
  }
  const headers = toldApart(rows.shift()?.map((header) => header.trim()) ?? []);
  while (headers.at(-1) === '') headers.pop();
  if (headers.length === 0 || headers.length > MOST_COLUMNS) throw notATable('no_columns');
  if (rows.length === 0) throw notATable('no_rows');
  return { headers, rows };
}

/** A column is chosen by its name: the second of the same name becomes `Phone (2)`. */
function toldApart(headers: readonly string[]): string[] {
  const used = new Set(headers.map(headerKey));
  const seen = new Set<string>();
  return headers.map((header) => {
    const key = headerKey(header);
    if (header === '' || !seen.has(key)) {
      seen.add(key);
      return header;
    }
    for (let n = 2; ; n++) {
      const name = `${header} (${n})`;
      if (used.has(headerKey(name))) continue;
      used.add(headerKey(name));
      return name;
    }
  });
}

function decode(bytes: Uint8Array): string {
  const [a, b, c] = bytes;
  if (a === 0x50 && b === 0x4b) throw notATable('spreadsheet');
  if (a === 0xd0 && b === 0xcf && c === 0x11) throw notATable('spreadsheet');
  if (a === 0xef && b === 0xbb && c === 0xbf) return textIn(bytes, ['utf-8']);
  if (a === 0xff && b === 0xfe) return textIn(bytes, ['utf-16le']);
  if (a === 0xfe && b === 0xff) return textIn(bytes, ['utf-16be']);
  const head = bytes.subarray(0, 65_536);
  return textIn(bytes, head.includes(0) ? utf16Of(head) : ['utf-8', 'gb18030']);
}

/** Without a mark: the zeros of commas and line breaks are all first or all second halves. */
function utf16Of(head: Uint8Array): string[] {
  const places = new Set<number>();
  head.forEach((byte, i) => byte === 0 && places.add(i % 2));
  if (places.size !== 1) return [];
  return places.has(1) ? ['utf-16le'] : ['utf-16be'];
}

/** What no text holds, except the vertical tab and the form feed that spreadsheets leave. */
const BINARY = /[\0-\x08\x0e-\x1a]/;

function textIn(bytes: Uint8Array, encodings: readonly string[]): string {
  for (const encoding of encodings) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      if (!BINARY.test(text.slice(0, 65_536))) return text;
    } catch {
      // The next one, if there is another.
    }
  }
  throw notATable('binary');
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
