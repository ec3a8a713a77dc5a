import type { WorkspaceStage } from '#lib/contract/board/workspace.ts';
import type { WireError } from '#lib/contract/protocol.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Toasts } from '#lib/state/toasts.svelte.ts';
import type { LeadActs } from './lead-acts.svelte.ts';
import type { OpenLead } from './open-lead.svelte.ts';

interface Moving {
  lead: OpenLead;
  acts: LeadActs;
  stage: WorkspaceStage;
  toasts: Toasts;
  words: (error: WireError) => string;
  given?: { wonMinor?: number; lostReasonId?: string };
}

/** Moves the lead to the top of a stage; a win asks for its amount first, a loss for its reason. Answers whether it moved. */
export async function moveTo({ lead, acts, stage, toasts, words, given }: Moving): Promise<boolean> {
  const card = lead.card;
  if (!card || card.stageId === stage.id) return false;
  if (stage.kind !== 'open' && !given) {
    acts.ask = { kind: stage.kind, stageId: stage.id };
    return false;
  }
  const input = { stageId: stage.id, after: null, before: null, fromStageId: card.stageId, ...given };
  const answer = await lead.send('moveLead', input);
  if (!answer.ok) {
    toasts.refused(words(answer.error));
    return false;
  }
  const version = (answer.result as { version?: number } | null)?.version;
  const undo = async () => {
    const undone = await lead.send('undoMove', { version });
    if (!undone.ok) toasts.refused(words(undone.error));
  };
  toasts.done(m.lead_moved({ name: card.name, stage: stage.name }), {
    key: 'move',
    action: version === undefined ? undefined : { label: m.shell_undo(), kbd: 'Z', run: () => void undo() },
  });
  return true;
}
