import type { Figures } from '#lib/contract/metrics/figures.ts';
import { queryText, type FiguresQuery } from '#lib/contract/metrics/query.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { dayOf } from '#lib/domain/time/zone.ts';
import type { Context } from '../context/context.ts';
import type { Database } from '../db/database.ts';
import { boardStream, streamHead, WORKSPACE_STREAM } from '../streams/stream.ts';
import { readBoardConfig, type BoardConfig } from '../board/board-config.ts';
import { computeFigures } from './figures.ts';
import { figuresReader, figuresTook, type FigureReads } from './figures-reader.ts';
import { scopedQuery } from './scoped-query.ts';

/** A large board's figures take their time beside the event loop, not on it. */
async function timed(context: Context, board: BoardConfig, query: FiguresQuery): Promise<Figures> {
  const count = (read: FigureReads) => computeFigures(read, context.now(), board, query);
  const began = performance.now();
  const reader = figuresReader(context, board.id);
  const figures = await count(reader).catch((error: unknown) => {
    if (reader === context.db.read) throw error;
    // A thread that cannot be had (no memory, too many files) makes figures slower, not missing.
    context.log.warn({ err: error }, 'the reader of figures failed; they are read on the main connection');
    return count(context.db.read);
  });
  figuresTook(context, board.id, performance.now() - began);
  return figures;
}

interface Known {
  /** Board and workspace as they were, and the day: figures change with nothing else. */
  state: string;
  figures: Promise<Figures>;
}

const caches = new WeakMap<Database, Map<string, Known>>();
const MOST_KEPT = 200;

/** The figures somebody asks for, within what he may see. */
export async function figuresFor(context: Context, actor: Actor, query: FiguresQuery): Promise<Figures> {
  return sharedFigures(context, (await scopedQuery(context, actor, query)).query);
}

/**
 * Figures of a query that has been scoped. Computed once per state of the board, however many viewers ask by page, API
 * or socket.
 */
export async function sharedFigures(context: Context, query: FiguresQuery): Promise<Figures> {
  const { read } = context.db;
  const board = await readBoardConfig(context, query.boardId);
  const head = await streamHead(read, boardStream(query.boardId));
  // Names of people, teams and lists are part of the answer.
  const workspace = await streamHead(read, WORKSPACE_STREAM);
  const state = [head.seq, head.config, workspace.seq, dayOf(context.now(), board.zone)].join('|');
  let cache = caches.get(context.db);
  if (!cache) caches.set(context.db, (cache = new Map()));
  const text = queryText(query);
  const known = cache.get(text);
  if (known?.state === state) {
    const figures = await known.figures;
    // Nothing has changed until now, so the data are as fresh as this moment.
    return { ...figures, dataAt: context.now() };
  }
  const figures = timed(context, board, query);
  cache.delete(text);
  cache.set(text, { state, figures });
  if (cache.size > MOST_KEPT) cache.delete(cache.keys().next().value!);
  figures.catch(() => {
    if (cache.get(text)?.figures === figures) cache.delete(text);
  });
  return figures;
}
