import { describe, expect, it } from 'vitest';
import type { MutationAnswer } from '#lib/contract/protocol.ts';
import { handOver, reasonNeeded, type HandOverLead } from './hand-over.ts';

const lead = (id: string, over: Partial<HandOverLead> = {}): HandOverLead => ({
  id,
  boardId: 'b1',
  name: id,
  ownerId: 'me',
  teamId: 't1',
  poolId: null,
  ...over,
});

describe('handing leads over', () => {
  it('[P9] sends one command a board and answers for each lead', async () => {
    const sent: [string, unknown, string][] = [];
    const send = (name: string, input: unknown, boardId: string): Promise<MutationAnswer> => {
      sent.push([name, input, boardId]);
      const error = { code: 'lead_closed', details: {} };
      const result = { results: [{ leadId: 'a' }, { leadId: 'b', error }] };
      return Promise.resolve(
        boardId === 'b1' ? { ok: true, seq: 1, result } : { ok: true, seq: 1, result: { leadId: 'c' } },
      );
    };
    const leads = [lead('a'), lead('b'), lead('c', { boardId: 'b2' })];
    const result = await handOver(send, 'transfer', leads, { toId: 'li', reason: '  ' });
    expect(sent).toEqual([
      ['transferLeads', { leadIds: ['a', 'b'], toId: 'li', note: null }, 'b1'],
      ['transferLead', { leadId: 'c', toId: 'li', note: null }, 'b2'],
    ]);
    expect(result.done).toEqual(['a', 'c']);
    expect(result.refused.map(({ leadId }) => leadId)).toEqual(['b']);
  });

  it('counts every lead of a refused command as refused', async () => {
    const error = { code: 'not_allowed', details: {} };
    const result = await handOver(() => Promise.resolve({ ok: false, error }), 'release', [lead('a'), lead('b')], {
      toId: null,
      reason: 'x',
    });
    expect(result.done).toEqual([]);
    expect(result.refused).toHaveLength(2);
  });

  it('[X4] wants a reason where somebody else loses the lead', () => {
    expect(reasonNeeded('release', [lead('a')], 'me')).toBe(false);
    expect(reasonNeeded('release', [lead('a'), lead('b', { ownerId: 'li' })], 'me')).toBe(true);
    expect(reasonNeeded('assign', [lead('a', { ownerId: null, poolId: 'p' })], 'me')).toBe(false);
    expect(reasonNeeded('assign', [lead('a', { ownerId: 'li' })], 'me')).toBe(true);
  });
});
