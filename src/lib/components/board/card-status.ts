import type { Card } from '#lib/contract/board/card.ts';
import { m } from '#lib/paraglide/messages.js';
import type { BoardState } from '#lib/state/board.svelte.ts';
import type { Workspace } from '#lib/state/workspace.svelte.ts';
import { fixOf, refusalText } from './refusal-words.ts';
import type { CardStatus } from './lead-card.ts';

/** What the foot of a card says: a refusal or an overtaking first, else that its change is under way. */
export function cardStatus(card: Card, board: BoardState, workspace: Workspace, online: boolean): CardStatus | null {
  const note = board.live.notes.get(card.id);
  if (note?.kind === 'refused') {
    const action = fixOf(note)?.label;
    const text = refusalText(note, workspace);
    return { kind: 'refused', text, ...(action ? { action } : {}) };
  }
  if (note?.kind === 'conflict') {
    const text = m.board_conflict({
      name: workspace.personName(note.by) || m.board_somebody(),
      seconds: (note.afterMs / 1000).toFixed(1),
      stage: workspace.stageName(note.stageId),
    });
    return { kind: 'conflict', text, action: m.board_view() };
  }
  if (!board.pendingLeads.has(card.id)) return null;
  if (!online) return { kind: 'unsynced' };
  return board.live.saving.has(card.id) ? { kind: 'pending' } : null;
}
