import { m } from '#lib/paraglide/messages.js';
import { draftIdOf, isDraft } from '#lib/state/draft-card.ts';
import { focusCard } from './board-keys.ts';
import type { Desk } from './desk.svelte.ts';
import { errorWords } from './refusal-words.ts';

type Kind = 'phone' | 'wechat' | 'email';

/** The ways to reach somebody that were typed; the server brings them to their normal form. */
export const identitiesIn = (typed: Record<Kind, string>): { kind: Kind; value: string }[] =>
  (['phone', 'wechat', 'email'] as const).flatMap((kind) => {
    const value = typed[kind].trim();
    return value ? [{ kind, value }] : [];
  });

/** Without an answer for this long it is said that the lead is kept on this machine and sent when the line is back. */
const PATIENCE_MS = 4_000;
const FRAMES_TO_ARRIVE = 60;

/**
 * Enters a lead. Its card stands on the board at once; what the server answers is said when it comes, and a refused card
 * stays with its reason and opens its form again.
 */
export async function newLead(desk: Desk, input: { name: string } & Record<string, unknown>): Promise<void> {
  const { toasts, workspace } = desk;
  const { id, answer } = desk.open.send('createLead', input);
  const draftId = draftIdOf(id);
  void focusCard(desk, draftId);
  const late = setTimeout(
    () => toasts.show({ text: m.board_new_kept({ name: input.name }), icon: 'offline', key: id }),
    PATIENCE_MS,
  );
  const answered = await answer;
  clearTimeout(late);
  if (answered.ok) {
    toasts.done(m.board_new_done({ name: input.name }), { key: id });
    const { leadId } = (answered.result ?? {}) as { leadId?: string };
    if (leadId && desk.focused === draftId) await followFocus(desk, leadId);
    return;
  }
  const again = desk.state.draft(draftId);
  toasts.refused(`${input.name}: ${errorWords(answered.error, workspace)}`, {
    key: id,
    ...(again ? { action: { label: m.board_fix_new(), run: () => (desk.ask = { kind: 'new', again }) } } : {}),
  });
}

/** The card that had the focus gives way to the server's own, unless its person has gone on meanwhile. */
async function followFocus(desk: Desk, leadId: string): Promise<void> {
  for (let i = 0; i < FRAMES_TO_ARRIVE && !desk.state.placeOf(leadId); i++) await new Promise(requestAnimationFrame);
  const { activeElement } = document;
  const elsewhere = activeElement instanceof HTMLElement && activeElement !== document.body;
  if (!elsewhere || isDraft(activeElement.dataset['lead'] ?? '')) await focusCard(desk, leadId);
}
