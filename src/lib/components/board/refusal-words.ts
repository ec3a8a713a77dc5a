import { errorText } from '#lib/format/error-text.ts';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { CardNote } from '#lib/state/card-live.svelte.ts';
import type { Workspace } from '#lib/state/workspace.svelte.ts';
import type { WireError } from '#lib/contract/protocol.ts';

type Refused = Extract<CardNote, { kind: 'refused' }>;

const moves = new Set(['moveLead', 'moveLeads']);

/** A refusal in the reader's words, with names looked up. */
export const errorWords = (error: WireError, workspace: Workspace): string =>
  errorText(error, {
    locale: getLocale(),
    timeZone: workspace.zone,
    now: Date.now(),
    personId: workspace.me.id,
    nameOf: (id) => workspace.person(id)?.name ?? workspace.stage(id)?.name ?? null,
  });

export function refusalText({ error, command }: Refused, workspace: Workspace): string {
  const reason = errorWords(error, workspace);
  return moves.has(command) ? m.board_refused_back({ reason }) : reason;
}

/** What mends a refusal, where a form can give what is missing: of a move, or (no stage) of a new lead. */
export function fixOf({ error, command, input }: Refused): { label: string; stageId: string | null } | null {
  if (command === 'createLead') return { label: m.board_fix_new(), stageId: null };
  const stageId = (input as { stageId?: unknown }).stageId;
  if (!moves.has(command) || typeof stageId !== 'string') return null;
  if (error.code === 'win_needs_amount') return { label: m.board_fix_amount(), stageId };
  if (error.code === 'lost_needs_reason') return { label: m.board_fix_reason(), stageId };
  return null;
}
