import type { IconName } from '#lib/components/ui/icons.ts';
import type { NextKind } from '#lib/contract/board/card.ts';
import { m } from '#lib/paraglide/messages.js';

export type Density = 'roomy' | 'standard' | 'compact';

export interface CardPerson {
  id: string;
  name: string;
}

/** What happens to a card beside its facts. One at a time; none when it is at rest. */
export type CardStatus =
  | { kind: 'pending' }
  | { kind: 'unsynced' }
  /** The server said no: why, and what mends it. A click on the action carries `data-action="fix"`. */
  | { kind: 'refused'; text: string; action?: string }
  /** Somebody else was first: what holds now. A click on the action carries `data-action="view"`. */
  | { kind: 'conflict'; text: string; action?: string };

export const nextIcons: Record<NextKind, IconName> = {
  call: 'phone',
  wechat: 'chat',
  message: 'chat',
  email: 'mail',
  visit: 'pin',
  other: 'calendar',
};

export const nextWords: Record<NextKind, () => string> = {
  call: m.shell_next_call,
  wechat: m.shell_next_wechat,
  message: m.shell_next_message,
  email: m.shell_next_email,
  visit: m.shell_next_visit,
  other: m.shell_next_other,
};

export const intentWords = [null, m.shell_intent_1, m.shell_intent_2, m.shell_intent_3] as const;

/** Heights in CSS pixels of a card without a note, for the virtual list's first guess. */
export const cardHeight: Record<Density, number> = { compact: 44, standard: 88, roomy: 113 };
