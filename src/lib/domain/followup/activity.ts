/** Kinds of follow-up (F11) as they stand in `activities.kind`, in the order in which forms offer them. */
export const activityKinds = [
  'call',
  'wechat_add_requested',
  'wechat_added',
  'wechat',
  'message',
  'email',
  'material_sent',
  'material_opened',
  'invitation',
  'visit',
  'note',
] as const;
export type ActivityKind = (typeof activityKinds)[number];

/** How a call ended, or what an invitation or a visit came to; null where a kind has no outcome. */
export const activityOutcomes = [
  'answered',
  'no_answer',
  'busy',
  'declined',
  'wrong_number',
  'invited',
  'arrived',
  'no_show',
  'no_interest',
] as const;
export type ActivityOutcome = (typeof activityOutcomes)[number];

/** Which outcomes a kind can have, for forms and for the schema that checks them. */
export const outcomesOf: Readonly<Record<ActivityKind, readonly ActivityOutcome[]>> = {
  call: ['answered', 'no_answer', 'busy', 'declined', 'wrong_number', 'invited', 'no_interest'],
  wechat_add_requested: [],
  wechat_added: [],
  wechat: ['invited', 'no_interest'],
  message: ['invited', 'no_interest'],
  email: ['invited', 'no_interest'],
  material_sent: [],
  material_opened: [],
  invitation: ['invited', 'declined'],
  visit: ['arrived', 'no_show'],
  note: [],
};

export interface ActivityFacts {
  kind: ActivityKind;
  /** `in`: the customer began it. */
  direction: 'in' | 'out' | null;
  outcome: ActivityOutcome | null;
  durationSeconds: number | null;
}

const talked: readonly (ActivityOutcome | null)[] = ['answered', 'invited', 'no_interest'];

/**
 * Whether an activity restarts the idle clock (O4). Contact with the customer does: an answered call, a message either
 * way, a friend request accepted, material sent, an invitation, a visit that took place. A call nobody answered or that
 * reached somebody else, a friend request alone, material the customer opened by himself, a missed visit and every note,
 * empty or not, do not; edits and tags are no activities at all.
 */
export function qualifies(activity: ActivityFacts): boolean {
  switch (activity.kind) {
    case 'call':
      return talked.includes(activity.outcome) && activity.durationSeconds !== 0;
    case 'visit':
      return activity.outcome !== 'no_show';
    case 'wechat_added':
    case 'wechat':
    case 'message':
    case 'email':
    case 'material_sent':
    case 'invitation':
      return true;
    case 'wechat_add_requested':
    case 'material_opened':
    case 'note':
      return false;
  }
}

/** For "what would extend it" (O2): the kinds that would restart the clock, most usual first. */
export const qualifyingKinds: readonly ActivityKind[] = activityKinds.filter((kind) =>
  qualifies({ kind, direction: 'out', outcome: kind === 'call' ? 'answered' : null, durationSeconds: null }),
);
