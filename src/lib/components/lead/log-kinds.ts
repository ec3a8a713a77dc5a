import type { IconName } from '#lib/components/ui/icons.ts';
import type { NextKind } from '#lib/contract/board/card.ts';
import type { ActivityKind, ActivityOutcome } from '#lib/domain/followup/activity.ts';
import { m } from '#lib/paraglide/messages.js';

/** What the log offers as tabs; the rest stands in its menu. */
export const logTabs = ['call', 'wechat', 'visit', 'note'] as const;
export type LogTab = (typeof logTabs)[number];
export type LogKind = ActivityKind;

export const moreKinds: readonly LogKind[] = [
  'message',
  'email',
  'material_sent',
  'invitation',
  'wechat_add_requested',
  'wechat_added',
];

export const logKeys: Readonly<Record<string, LogTab>> = { c: 'call', w: 'wechat', v: 'visit', n: 'note' };

export const activityIcons: Record<ActivityKind, IconName> = {
  call: 'phone',
  wechat_add_requested: 'chat',
  wechat_added: 'chat',
  wechat: 'chat',
  message: 'chat',
  email: 'mail',
  material_sent: 'file',
  material_opened: 'file',
  invitation: 'calendar',
  visit: 'pin',
  note: 'note',
};

export const activityWords: Record<ActivityKind, () => string> = {
  call: m.lead_kind_call,
  wechat_add_requested: m.lead_kind_wechat_add_requested,
  wechat_added: m.lead_kind_wechat_added,
  wechat: m.lead_kind_wechat,
  message: m.lead_kind_message,
  email: m.lead_kind_email,
  material_sent: m.lead_kind_material_sent,
  material_opened: m.lead_kind_material_opened,
  invitation: m.lead_kind_invitation,
  visit: m.lead_kind_visit,
  note: m.lead_kind_note,
};

export const outcomeWords: Record<ActivityOutcome, () => string> = {
  answered: m.lead_outcome_answered,
  no_answer: m.lead_outcome_no_answer,
  busy: m.lead_outcome_busy,
  declined: m.lead_outcome_declined,
  wrong_number: m.lead_outcome_wrong_number,
  invited: m.lead_outcome_invited,
  arrived: m.lead_outcome_arrived,
  no_show: m.lead_outcome_no_show,
  no_interest: m.lead_outcome_no_interest,
};

/** How to go on after a record of this kind, unless somebody chooses otherwise. */
export function nextKindAfter(kind: ActivityKind, outcome: ActivityOutcome | null): NextKind {
  if (outcome === 'invited' || kind === 'invitation') return 'visit';
  if (kind === 'wechat' || kind === 'wechat_added' || kind === 'wechat_add_requested') return 'wechat';
  if (kind === 'email' || kind === 'message') return kind;
  return 'call';
}
