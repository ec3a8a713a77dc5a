import { describe, expect, it } from 'vitest';
import { coversScope, parseViewKey, type ViewScope } from './audience.ts';

const scope = (teamIds: string[], personId: string | null = null, masked = true): ViewScope => ({
  all: false,
  teamIds,
  personId,
  masked,
});
const everything = parseViewKey('all');

describe('coversScope', () => {
  it.each<[string, ViewScope, ViewScope, boolean]>([
    ['an admin sees what a rep sees', everything, scope(['east']), true],
    ['a rep does not see what an admin sees', scope(['east']), everything, false],
    ['a manager and a rep of one team see the same leads', scope(['east']), scope(['east'], null, false), true],
    ['a manager of two teams sees what one team sees', scope(['east', 'west'], null, false), scope(['east']), true],
    ['one team does not see what two teams see', scope(['east']), scope(['east', 'west']), false],
    ['nobody sees the own leads of somebody without a team', scope(['east']), scope([], 'zhang'), false],
    ['he himself does', scope(['east'], 'zhang'), scope([], 'zhang'), true],
  ])('%s', (_what, viewer, other, covers) => {
    expect(coversScope(viewer, other)).toBe(covers);
  });
});
