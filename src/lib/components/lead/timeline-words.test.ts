import { describe, expect, it } from 'vitest';
import type { TimelineEntry } from '#lib/contract/ownership/lead-detail.ts';
import type { WorkspaceView } from '#lib/contract/board/workspace.ts';
import { Formats } from '#lib/format/formats.ts';
import { overwriteGetLocale } from '#lib/paraglide/runtime.js';
import { timelineLine } from './timeline-words.ts';
import type { Workspace } from '#lib/state/workspace.svelte.ts';

const NOW = Date.UTC(2026, 8, 15, 2);
const names: Record<string, string> = {
  zhang: 'Zhang',
  li: 'Li',
  s1: 'New',
  s2: 'Visit',
  lost: 'Lost',
  r1: 'Too expensive',
};
const workspace = {
  boards: [{ pool: { id: 'pool', name: 'East pool' } }],
  personName: (id: string | null) => names[id ?? ''] ?? '',
  stageName: (id: string | null) => names[id ?? ''] ?? '',
  stage: (id: string | null) => (id === 'lost' ? { kind: 'lost' } : { kind: 'open' }),
  lostReason: (id: string | null) => (id ? { name: names[id] } : null),
  channel: () => null,
  product: () => null,
  team: () => null,
} as unknown as Workspace & WorkspaceView;

function line(kind: string, data: Record<string, unknown>, over: Partial<TimelineEntry> = {}) {
  overwriteGetLocale(() => 'en');
  const entry: TimelineEntry = {
    id: 'e1',
    kind,
    at: NOW,
    recordedAt: NOW,
    actorId: 'zhang',
    system: null,
    data,
    personal: null,
    voided: false,
    activity: null,
    ...over,
  };
  const formats = new Formats({ locale: 'en', timeZone: 'Asia/Shanghai', homeCurrency: 'CNY' });
  return timelineLine(entry, { workspace, formats, now: NOW, currency: 'CNY' });
}

describe('the timeline in words', () => {
  it('says who moved it from where to where, and why it was lost', () => {
    const moved = line('moved', { from: 's1', to: 'lost', lostReasonId: 'r1' });
    expect(moved.text).toContain('Zhang');
    expect(moved.stages).toEqual(['New', 'Lost']);
    expect(moved.tags).toEqual(['Too expensive']);
  });

  it('says old and new value of a field, and only the field to who may not read them', () => {
    const seen = line('edited', { field: 'region' }, { personal: { from: null, to: 'Xuhui' } });
    expect(seen.text).toContain('“Not set”');
    expect(seen.text).toContain('“Xuhui”');
    expect(line('edited', { field: 'region' }).text).not.toContain('“');
    expect(line('edited', { field: 'expectedMinor', from: null, to: 1_280_000 }).text).toContain('¥12,800');
  });

  it('[O9] says by which rule and from which fact a lead was recycled', () => {
    const why = { idleDays: 5, lastFollowUpAt: Date.UTC(2026, 8, 8, 2) };
    const recycled = line('recycled', { ownerId: 'li', poolId: 'pool', why }, { actorId: null, system: 'clock' });
    expect(recycled.text).toContain('Li');
    expect(recycled.text).toContain('East pool');
    expect(recycled.body).toContain('5 days');
    expect(recycled.body).toContain('8 Sep');
  });

  it('says how a call ended and how long it took', () => {
    const activity = {
      id: 'a1',
      kind: 'call',
      direction: 'in',
      outcome: 'answered',
      durationSeconds: 192,
      at: NOW,
      qualifying: true,
      verified: false,
      note: 'asked for weekends',
      voided: false,
      undoUntil: null,
    } as const;
    const said = line('followed_up', { kind: 'call' }, { activity });
    expect(said.text).toContain('Call, incoming, 03:12, Answered');
    expect(said.body).toBe('asked for weekends');
    expect(said.tags).toEqual(['Qualifies']);
  });

  it('has a sentence for a fact that a newer version wrote', () => {
    expect(line('something_new', {}).text).toContain('Zhang');
  });
});
