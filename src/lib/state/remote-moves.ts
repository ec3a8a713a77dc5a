import type { Card } from '#lib/contract/board/card.ts';
import type { CardChange, GoneReason, WireEvent } from '#lib/contract/protocol.ts';
import type { CardLive } from './card-live.svelte.ts';

/** A card that somebody else has put elsewhere on the board. */
export interface RemoteMove {
  leadId: string;
  by: string | null;
  from: string;
  to: string;
}

interface Surroundings {
  personId: string;
  /** The card as it is shown after the events. */
  view(id: string): Card | undefined;
  shown(id: string): boolean;
}

/** Within this time after one's own move another's move of the same card is worth a word. */
const CONFLICT_MS = 10_000;
/** The own moves remembered for that. */
const MOST_OWN = 200;

const causeReason: Partial<Record<WireEvent['cause'], GoneReason>> = {
  recycle: 'recycled',
  release: 'released',
  assign: 'assigned',
  transfer: 'transferred',
  claim: 'claimed',
};

/** Reads from events what a person should be shown about others: who moved what, what left, who was overtaken. */
export class RemoteMoves {
  /** Own moves by lead: when they became true. */
  #own = new Map<string, number>();

  read(
    events: readonly WireEvent[],
    before: ReadonlyMap<string, Card | undefined>,
    around: Surroundings,
  ): { moves: RemoteMove[]; flags: ((live: CardLive) => void)[] } {
    const moves = new Map<string, RemoteMove>();
    const flags: ((live: CardLive) => void)[] = [];
    for (const event of events) {
      if (event.by === around.personId) {
        this.#rememberOwn(event);
        continue;
      }
      for (const change of event.changes) {
        const was = before.get(change.id);
        const is = around.view(change.id);
        const onBoard = was && was.poolId === null;
        if (onBoard && (!is || is.poolId !== null)) {
          const flag = left(was, change, event);
          if (flag) flags.push(flag);
        } else if (is && around.shown(change.id)) {
          const flag = arrived(was, is, event, moves);
          if (flag) flags.push(flag);
          const conflict = this.#conflict(change, is, event);
          if (conflict) flags.push(conflict);
        }
      }
    }
    return { moves: [...moves.values()], flags };
  }

  #rememberOwn(event: WireEvent): void {
    if (event.cause !== 'move') return;
    for (const { id } of event.changes) {
      this.#own.delete(id);
      this.#own.set(id, event.at);
    }
    while (this.#own.size > MOST_OWN) this.#own.delete(this.#own.keys().next().value!);
  }

  #conflict(change: CardChange, is: Card, event: WireEvent): ((live: CardLive) => void) | null {
    const mine = this.#own.get(change.id);
    const moved = event.cause === 'move' && 'patch' in change && change.patch.stageId !== undefined;
    if (mine === undefined || !moved || event.at - mine > CONFLICT_MS) return null;
    this.#own.delete(change.id);
    const { by } = event;
    const { stageId } = is;
    const afterMs = Math.max(0, event.at - mine);
    return (live) => live.note(change.id, { kind: 'conflict', by, afterMs, stageId });
  }
}

function left(was: Card, change: CardChange, event: WireEvent): ((live: CardLive) => void) | null {
  const reason = 'gone' in change ? change.gone : causeReason[event.cause];
  // What one may not know leaves no trace.
  if (!reason || reason === 'hidden') return null;
  const to = 'gone' in change ? (change.to ?? null) : null;
  return (live) =>
    live.ghost({
      leadId: change.id,
      stageId: was.stageId,
      position: was.position,
      by: event.by,
      what: { kind: 'gone', reason, to },
    });
}

function arrived(
  was: Card | undefined,
  is: Card,
  event: WireEvent,
  moves: Map<string, RemoteMove>,
): ((live: CardLive) => void) | null {
  const { by, at } = event;
  if (was && was.poolId === null) {
    const elsewhere = was.stageId !== is.stageId;
    // A column that was spread anew changes every key in it and moves nothing.
    const nearby = !elsewhere && was.position !== is.position && event.changes.length === 1;
    if (!elsewhere && !nearby) return null;
    moves.set(is.id, { leadId: is.id, by, from: was.stageId, to: is.stageId });
    return (live) => {
      live.flag(is.id, { by, at, from: was.stageId });
      if (!elsewhere) return;
      const what = { kind: 'moved', to: is.stageId } as const;
      live.ghost({ leadId: is.id, stageId: was.stageId, position: was.position, by, what });
    };
  }
  // An import brings hundreds: they are simply there.
  if (by === null || event.changes.length > 20) return null;
  return (live) => live.flag(is.id, { by, at, from: null });
}
