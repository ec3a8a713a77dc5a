import { m } from '#lib/paraglide/messages.js';
import type { Desk } from './desk.svelte.ts';
import { errorWords } from './refusal-words.ts';

type Kind = 'phone' | 'wechat' | 'email';

/** The ways to reach somebody that were typed; the server brings them to their normal form. */
export const identitiesIn = (typed: Record<Kind, string>): { kind: Kind; value: string }[] =>
  (['phone', 'wechat', 'email'] as const).flatMap((kind) => {
    const value = typed[kind].trim();
    return value ? [{ kind, value }] : [];
  });

/** Without an answer for this long the form lets go: the lead is kept on this machine and sent when the line is back. */
const PATIENCE_MS = 4_000;

export async function newLead(
  desk: Desk,
  input: { name: string } & Record<string, unknown>,
): Promise<{ wrong: string | null; leadId: string | null }> {
  const { answer } = desk.open.send('createLead', input);
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), PATIENCE_MS));
  const answered = await Promise.race([answer, late]);
  if (!answered) {
    desk.toasts.show({ text: m.board_new_kept({ name: input.name }), icon: 'offline' });
    void answer.then((later) => {
      if (!later.ok) desk.toasts.refused(`${input.name}: ${errorWords(later.error, desk.workspace)}`);
    });
    return { wrong: null, leadId: null };
  }
  if (!answered.ok) return { wrong: errorWords(answered.error, desk.workspace), leadId: null };
  desk.toasts.done(m.board_new_done({ name: input.name }));
  return { wrong: null, leadId: (answered.result as { leadId?: string } | null)?.leadId ?? null };
}
