import type { Figures } from '#lib/contract/metrics/figures.ts';
import { parseQueryText } from '#lib/contract/metrics/query.ts';
import { figuresSubscriptionSchema } from '#lib/contract/protocol.ts';
import type { Actor } from '#lib/domain/access/actor.ts';
import { DomainError, invalidInput } from '#lib/domain/errors.ts';
import { loadActor, sameRights } from '#lib/server/access/person-now.ts';
import { spendChange } from '#lib/server/context/change-budget.ts';
import type { Context } from '#lib/server/context/context.ts';
import { isStorageAway } from '#lib/server/db/storage-away.ts';
import { wireError } from '#lib/server/context/wire-error.ts';
import { sharedFigures } from '#lib/server/metrics/figures-for.ts';
import { scopedQuery } from '#lib/server/metrics/scoped-query.ts';
import { WORKSPACE_STREAM, type StoredEvent } from '#lib/server/streams/stream.ts';
import { StreamTailer } from '#lib/server/streams/tailer.ts';
import type { BoardHub } from './board-hub.ts';
import { concernedBy, endsOnlySessions } from './concerned.ts';
import { LiveFigures } from './live-figures.ts';
import type { AppSocket, Io } from './realtime.ts';

/** When whoever could not be looked at, because the database was away, is looked at again. */
const AGAIN_MS = 1_000;
/** Queries that one socket keeps open: a page needs one. */
const MOST_OPEN = 8;

const tooFast = () => new DomainError('too_fast', 'too many changes at once');

/** What a socket asked for, in its own words, and the scoped query that answers it. */
type Open = Map<string, string>;

/** Two managers may ask the same words and mean different teams: a room is what was asked and what answers it. */
const roomOf = (key: string, asked: string) => `figures|${key}|${asked}`;

/**
 * Figures over the socket: `figures:open` with a query's canonical text, then `figures` whenever they changed, within two
 * seconds. `figures: null` says that the viewer may no longer see them.
 */
export async function serveFigures(context: Context, io: Io, hub: BoardHub): Promise<{ close(): void }> {
  const opened = new Map<AppSocket, Open>();
  /** The words under which a scoped query is told. */
  const words = new Map<string, Map<string, number>>();
  const live = new LiveFigures(context, hub, (key, figures) => {
    for (const asked of words.get(key)?.keys() ?? []) {
      io.local.to(roomOf(key, asked)).emit('figures', { query: asked, dataAt: figures.dataAt, figures });
    }
  });

  async function open(socket: AppSocket, actor: Actor, asked: string): Promise<Figures> {
    const { query } = await scopedQuery(context, actor, parseQueryText(asked));
    const mine = opened.get(socket);
    if (!mine) throw new DomainError('signed_out', 'the socket has closed');
    if (mine.has(asked)) await close(socket, asked);
    if (mine.size >= MOST_OPEN) throw tooFast();
    const key = await live.join(query);
    // It may have closed while the board was opened: its own clean-up has then run without this one.
    if (!opened.has(socket)) {
      await live.leave(key);
      throw new DomainError('signed_out', 'the socket has closed');
    }
    mine.set(asked, key);
    const told = words.get(key) ?? new Map<string, number>();
    words.set(key, told.set(asked, (told.get(asked) ?? 0) + 1));
    await socket.join(roomOf(key, asked));
    return sharedFigures(context, query);
  }

  /** His rights may change while it is opened, and whoever looks for what he has open does not find this one yet. */
  async function openAsNow(socket: AppSocket, personId: string, asked: string): Promise<Figures> {
    for (;;) {
      const actor = await loadActor(context.db.read, personId);
      if (!actor) {
        await close(socket, asked);
        throw new DomainError('signed_out', 'the account has been disabled');
      }
      const figures = await open(socket, actor, asked);
      const after = await loadActor(context.db.read, personId);
      if (after && sameRights(after, actor)) return figures;
    }
  }

  const letGo = (socket: AppSocket, asked: string) => {
    close(socket, asked).catch((error: unknown) => context.log.warn({ err: error }, 'figures could not be closed'));
  };

  async function close(socket: AppSocket, asked: string): Promise<void> {
    const mine = opened.get(socket);
    const key = mine?.get(asked);
    if (!mine || key === undefined) return;
    mine.delete(asked);
    const told = words.get(key);
    const left = (told?.get(asked) ?? 1) - 1;
    if (left > 0) told!.set(asked, left);
    else told?.delete(asked);
    if (told?.size === 0) words.delete(key);
    await socket.leave(roomOf(key, asked));
    await live.leave(key);
  }

  io.on('connection', (socket) => {
    const { data } = socket;
    if (data.kind !== 'person') return;
    opened.set(socket, new Map());
    socket.on('figures:open', (request, answer) => {
      if (typeof answer !== 'function') return;
      const parsed = figuresSubscriptionSchema.safeParse(request);
      const work = async () => {
        if (!parsed.success) throw invalidInput('figures:open', 'malformed');
        spendChange(context, data.personId);
        const { query } = parsed.data;
        const figures = await openAsNow(socket, data.personId, query);
        answer({ ok: true });
        socket.emit('figures', { query, dataAt: figures.dataAt, figures });
      };
      work().catch((error: unknown) => answer({ ok: false, error: wireError(context, error) }));
    });
    socket.on('figures:close', (request) => {
      if (typeof request?.query === 'string') letGo(socket, request.query);
    });
    socket.on('disconnect', () => {
      for (const asked of [...(opened.get(socket)?.keys() ?? [])]) letGo(socket, asked);
      opened.delete(socket);
    });
  });

  /** Whoever lost a team, or the right to figures, is moved or told so; everybody hears changed names. */
  async function recheck(events: readonly StoredEvent[]): Promise<void> {
    // Whose session ended is closed elsewhere: nobody's figures are others for it.
    if (events.every(endsOnlySessions)) return;
    const concerned = concernedBy(events);
    for (const [socket, mine] of [...opened]) {
      if (mine.size === 0 || socket.data.kind !== 'person') continue;
      if (concerned !== 'everybody' && !concerned.has(socket.data.personId)) continue;
      await look(socket, socket.data.personId, [...mine.keys()]);
    }
    live.refresh();
  }

  async function look(socket: AppSocket, personId: string, asked: Iterable<string>): Promise<void> {
    for (const words of asked) {
      if (!opened.has(socket)) return;
      try {
        const actor = await loadActor(context.db.read, personId);
        await close(socket, words);
        if (actor) await open(socket, actor, words);
      } catch (error) {
        if (isStorageAway(error)) lookLater(socket, personId, words);
        else socket.emit('figures', { query: words, dataAt: context.now(), figures: null });
      }
    }
  }

  /** The stream does not tell the same twice: what was not looked at now would stay as it was (X2). */
  const unsure = new Map<AppSocket, { personId: string; asked: Set<string> }>();
  let again: NodeJS.Timeout | undefined;
  function lookLater(socket: AppSocket, personId: string, words: string): void {
    const waiting = unsure.get(socket) ?? { personId, asked: new Set() };
    waiting.asked.add(words);
    unsure.set(socket, waiting);
    again ??= setTimeout(() => {
      again = undefined;
      const all = [...unsure];
      unsure.clear();
      void Promise.all(all.map(([one, { personId, asked }]) => look(one, personId, asked))).then(() => live.refresh());
    }, AGAIN_MS);
  }
  const workspace = await StreamTailer.open(context, WORKSPACE_STREAM, recheck);

  return {
    close: () => {
      clearTimeout(again);
      workspace.close();
      live.close();
    },
  };
}
