import { describe, expect, it } from 'vitest';
import { activityKinds, outcomesOf, qualifies, qualifyingKinds, type ActivityFacts } from './activity.ts';

const activity = (facts: Partial<ActivityFacts> & Pick<ActivityFacts, 'kind'>): ActivityFacts => ({
  direction: 'out',
  outcome: null,
  durationSeconds: null,
  ...facts,
});

describe('qualifying follow-ups', () => {
  it('[O4] only a call that somebody answered counts', () => {
    expect(qualifies(activity({ kind: 'call', outcome: 'answered' }))).toBe(true);
    expect(qualifies(activity({ kind: 'call', outcome: 'invited', durationSeconds: 192 }))).toBe(true);
    for (const outcome of ['no_answer', 'busy', 'declined', 'wrong_number', null] as const) {
      expect(qualifies(activity({ kind: 'call', outcome, durationSeconds: 40 }))).toBe(false);
    }
    expect(qualifies(activity({ kind: 'call', outcome: 'answered', durationSeconds: 0 }))).toBe(false);
  });

  it('[O4] a note never counts, and neither does asking to be friends', () => {
    expect(qualifies(activity({ kind: 'note' }))).toBe(false);
    expect(qualifies(activity({ kind: 'wechat_add_requested' }))).toBe(false);
    expect(qualifies(activity({ kind: 'material_opened', direction: 'in' }))).toBe(false);
  });

  it('[O4] messages both ways, an accepted friend request and a visit that took place count', () => {
    expect(qualifies(activity({ kind: 'wechat', direction: 'in' }))).toBe(true);
    expect(qualifies(activity({ kind: 'wechat_added' }))).toBe(true);
    expect(qualifies(activity({ kind: 'visit', outcome: 'arrived' }))).toBe(true);
    expect(qualifies(activity({ kind: 'visit', outcome: 'no_show' }))).toBe(false);
  });

  it('[O4] what is offered as extending really extends', () => {
    expect(qualifyingKinds).toEqual([
      'call',
      'wechat_added',
      'wechat',
      'message',
      'email',
      'material_sent',
      'invitation',
      'visit',
    ]);
  });

  it('[F11] every kind has its list of outcomes', () => {
    expect(Object.keys(outcomesOf).sort()).toEqual([...activityKinds].sort());
  });
});
