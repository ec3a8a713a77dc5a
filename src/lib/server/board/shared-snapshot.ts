import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Context } from '../context/context.ts';
import { boardStream, streamHead } from '../streams/stream.ts';
import { boardConfig } from './board-config.ts';
import { boardSnapshot, firstClosedShown } from './board-snapshot.ts';

const gzipped = promisify(gzip);
const brotlied = promisify(brotliCompress);

export const snapshotEncodings = ['br', 'gzip', 'identity'] as const;
export type SnapshotEncoding = (typeof snapshotEncodings)[number];

/** Within this time viewers of one key share a snapshot and catch up from the stream's tail. */
const SHARED_MS = 2_000;
/** A board on which nothing happens is read once; what nobody asks for goes. */
const KEPT_MS = 600_000;
const KEPT_BYTES = 64_000_000;

interface Kept {
  /** The board's stream number and first closed moment: nothing else changes what a view key sees. */
  seq: number;
  since: number;
  madeAt: number;
  askedAt: number;
  bytes: number;
  body: Promise<Buffer>;
}
const kept = new WeakMap<Context['db'], Map<string, Kept>>();

/**
 * The board as one view key sees it, as JSON ready to send: as it is now, or at most two seconds old, to be followed by the
 * stream from its cursor on. Made and compressed once per state of the board, however many ask. Its `at` is when it was made.
 */
export async function sharedSnapshot(
  context: Context,
  boardId: string,
  viewKey: string,
  encoding: SnapshotEncoding,
): Promise<Buffer> {
  let snapshots = kept.get(context.db);
  if (!snapshots) kept.set(context.db, (snapshots = new Map()));
  const { seq, config } = await streamHead(context.db.read, boardStream(boardId));
  const { zone } = await boardConfig(context, context.db.read, boardId, config);
  const since = firstClosedShown(context.now(), zone);
  const key = `${boardId}|${viewKey}|${encoding}`;
  const at = performance.now();
  const known = snapshots.get(key);
  if (known && known.since === since && (known.seq === seq || at - known.madeAt < SHARED_MS)) {
    known.askedAt = at;
    return known.body;
  }
  // A commit between the two reads makes the snapshot newer than `seq`, and the next one to ask makes another.
  const body = boardSnapshot(context, boardId, viewKey, since).then((snapshot) => encode(snapshot, encoding));
  const made: Kept = { seq, since, madeAt: at, askedAt: at, bytes: 0, body };
  snapshots.set(key, made);
  try {
    made.bytes = (await body).length;
  } catch (error) {
    if (snapshots.get(key) === made) snapshots.delete(key);
    throw error;
  }
  forgetOld(snapshots);
  return body;
}

/** What nobody asked for lately goes, and of the rest the oldest that do not fit. */
function forgetOld(snapshots: Map<string, Kept>): void {
  const now = performance.now();
  let bytes = 0;
  for (const [key, { askedAt, bytes: its }] of [...snapshots].sort(([, a], [, b]) => b.askedAt - a.askedAt)) {
    bytes += its;
    if (now - askedAt > KEPT_MS || bytes > KEPT_BYTES) snapshots.delete(key);
  }
}

async function encode(snapshot: object, encoding: SnapshotEncoding): Promise<Buffer> {
  const text = Buffer.from(JSON.stringify(snapshot));
  if (encoding === 'br') return brotlied(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } });
  return encoding === 'gzip' ? gzipped(text, { level: 5 }) : text;
}
