import { m } from '#lib/paraglide/messages.js';
import type { Desk } from './desk.svelte.ts';
import { errorWords } from './refusal-words.ts';

/**
 * Assigns, transfers or releases, one lead or many. What was refused stands on its card; when the card has left the board
 * meanwhile, a toast says it.
 */
export async function handOver(
  desk: Desk,
  kind: 'assign' | 'transfer' | 'release',
  leadIds: readonly string[],
  to: string | null,
  words: string,
): Promise<void> {
  const { workspace, toasts } = desk;
  const single = leadIds.length === 1;
  const leads = single ? { leadId: leadIds[0] } : { leadIds };
  const told = words || null;
  const input = {
    assign: { ...leads, ownerId: to, reason: told },
    transfer: { ...leads, toId: to, note: told },
    release: { ...leads, reason: told },
  }[kind];
  const name = single ? (desk.state.card(leadIds[0]!)?.name ?? '') : m.board_n_leads({ n: leadIds.length });
  desk.clearSelection();
  const { answer } = desk.open.send(`${kind}Lead${single ? '' : 's'}`, input);
  const answered = await answer;
  if (!answered.ok) {
    toasts.refused(errorWords(answered.error, workspace), { key: 'hand-over' });
    return;
  }
  const person = workspace.personName(to);
  if (kind === 'release') toasts.done(m.board_released({ what: name }));
  else if (kind === 'assign') toasts.done(m.board_assigned({ what: name, name: person }));
  else toasts.done(m.board_transferred({ what: name, name: person }));
}
