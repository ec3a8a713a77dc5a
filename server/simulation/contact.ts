import type { LogFollowUp } from '#lib/contract/followup/commands.ts';
import { MINUTE_MS } from '#lib/domain/time/calendar.ts';
import type { Chance } from './chance.ts';
import { silentNote, talkNote, visitNote, type Phase } from './follow-up-words.ts';
import type { Language } from './names.ts';

/** The input of `logFollowUp` without what its schema fills in. */
export type FollowUpInput = Pick<LogFollowUp, 'leadId' | 'kind'> & Partial<LogFollowUp>;
type Next = { at: number; kind: NonNullable<NonNullable<LogFollowUp['next']>['kind']> };

export interface Who {
  leadId: string;
  language: Language;
  phase: Phase;
}

export const phaseOf = (stage: number, bookedStage: number): Phase => {
  if (stage === 0) return 'first';
  if (stage < bookedStage) return 'need';
  return stage === bookedStage ? 'booked' : 'offer';
};

const kindOfNext = (language: Language, chance: Chance): Next['kind'] =>
  chance.weighted(
    ['call', 'wechat', 'email', 'message'] as const,
    (kind) =>
      (language === 'zh'
        ? { call: 6, wechat: 4, email: 0.2, message: 0.5 }
        : { call: 4, wechat: 0.3, email: 5, message: 1 })[kind],
  )!;

/** A call that nobody took: no contact, so it restarts no clock (O4). */
export const unanswered = ({ leadId, language }: Who, nextAt: number | null, chance: Chance): FollowUpInput => ({
  leadId,
  kind: 'call',
  direction: 'out',
  outcome: chance.weighted(
    ['no_answer', 'busy', 'declined'] as const,
    (o) => ({ no_answer: 7, busy: 2, declined: 1 })[o],
  )!,
  durationSeconds: 0,
  note: silentNote(language, chance),
  next: nextAt === null ? null : { at: nextAt, kind: 'call' },
});

/** Contact with the customer, with the next step that was agreed; null: none was. */
export function talked({ leadId, language, phase }: Who, nextAt: number | null, chance: Chance): FollowUpInput {
  const kind = chance.weighted(
    ['call', 'wechat', 'email', 'message', 'material_sent', 'wechat_added'] as const,
    (each) =>
      (language === 'zh'
        ? { call: 6, wechat: 4, email: 0.1, message: 0.4, material_sent: 0.8, wechat_added: phase === 'first' ? 2 : 0 }
        : { call: 4, wechat: 0.3, email: 4, message: 0.8, material_sent: 1, wechat_added: 0 })[each],
  )!;
  return {
    leadId,
    kind,
    direction: chance.is(0.2) ? 'in' : 'out',
    outcome: kind === 'call' ? 'answered' : null,
    durationSeconds: kind === 'call' ? Math.round(40 + chance.waiting(260)) : null,
    note: talkNote(language, phase, chance),
    next: nextAt === null ? null : { at: nextAt, kind: kindOfNext(language, chance) },
  };
}

/** The customer agreed to come at `at`: the appointment holds the clock until then (O2). */
export const invited = ({ leadId, language }: Who, at: number, chance: Chance): FollowUpInput => ({
  leadId,
  kind: language === 'zh' && chance.is(0.4) ? 'invitation' : 'call',
  direction: 'out',
  outcome: 'invited',
  durationSeconds: null,
  note: talkNote(language, 'booked', chance),
  next: { at, kind: 'visit' },
  holdUntil: at,
});

export const visited = (
  { leadId, language }: Who,
  arrived: boolean,
  nextAt: number | null,
  chance: Chance,
): FollowUpInput => ({
  leadId,
  kind: 'visit',
  direction: 'in',
  outcome: arrived ? 'arrived' : 'no_show',
  durationSeconds: arrived ? Math.round(chance.between(25, 80)) * (MINUTE_MS / 1000) : null,
  note: visitNote(language, arrived, chance),
  next: nextAt === null ? null : { at: nextAt, kind: kindOfNext(language, chance) },
  holdUntil: null,
});
