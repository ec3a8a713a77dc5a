import type { Card } from '#lib/contract/board/card.ts';
import type { MutationAnswer } from '#lib/contract/protocol.ts';
import { m } from '#lib/paraglide/messages.js';
import type { BoardState } from '#lib/state/board.svelte.ts';
import type { Desk } from './desk.svelte.ts';

/** Where a card lay, by its neighbours. */
interface Place {
  leadId: string;
  stageId: string;
  after: string | null;
  before: string | null;
}

/** A move that was sent, with what undoing it needs. */
export interface MoveDone {
  id: string;
  answer: Promise<MutationAnswer>;
  stageId: string;
  places: readonly Place[];
}

export function placesBefore(state: BoardState, cards: readonly Card[]): Place[] {
  return cards.map((card) => {
    const place = state.placeOf(card.id);
    const around = place?.column.cards;
    return {
      leadId: card.id,
      stageId: card.stageId,
      after: (place && around?.[place.index - 1]?.id) ?? null,
      before: (place && around?.[place.index + 1]?.id) ?? null,
    };
  });
}

/**
 * Takes moves back. One that never left this machine is forgotten; one between stages is undone by its own command, which
 * restores clocks and spells as well and is refused when the lead has changed since; a new place in the same column has no
 * history and is simply moved back.
 */
export async function undoMoves(desk: Desk, { id, answer, places, stageId }: MoveDone): Promise<void> {
  if (desk.open.withdraw(id)) {
    desk.announcer.say(m.board_undone());
    return;
  }
  const answered = await answer;
  if (!answered.ok) return;
  const versions = versionsIn(answered.result);
  for (const place of places) {
    const version = versions.get(place.leadId);
    if (place.stageId === stageId) {
      const { leadId, after, before } = place;
      desk.open.send('moveLead', { leadId, stageId, after, before, fromStageId: stageId });
    } else if (version !== undefined) desk.open.send('undoMove', { leadId: place.leadId, version });
  }
  desk.announcer.say(m.board_undone());
}

/** The leads' new versions in the answer to one move or to a batch; refused ones have none. */
function versionsIn(result: unknown): Map<string, number> {
  const { results, leadId, version } = (result ?? {}) as {
    results?: { leadId: string; version?: number }[];
    leadId?: string;
    version?: number;
  };
  const all = results ?? (leadId === undefined ? [] : [{ leadId, version }]);
  return new Map(all.flatMap((one) => (one.version === undefined ? [] : [[one.leadId, one.version] as const])));
}
