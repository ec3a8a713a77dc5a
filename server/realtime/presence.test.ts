import { describe, expect, it } from 'vitest';
import { presenceByKey } from './presence.ts';

const at = (personId: string, leadId: string | null) => ({ personId, leadId });
const sorted = <T extends { personId: string }>(people: readonly T[]) =>
  [...people].sort((a, b) => a.personId.localeCompare(b.personId));

describe('who is told which card somebody looks at', () => {
  const byKey = new Map([
    ['all', [at('admin', 'l0')]],
    ['f|east|', [at('manager', 'l1')]],
    ['m||rep1', [at('rep1', 'l2'), at('rep1', null)]],
    ['m||rep2', [at('rep2', 'l3')]],
    ['m|east|', [at('rep3', 'l4')]],
  ]);
  const of = (key: string) => sorted(presenceByKey(byKey).get(key)!.people);

  it('[X1] names a card only to those who see all that its viewer sees', () => {
    expect(of('all')).toEqual([
      at('admin', 'l0'),
      at('manager', 'l1'),
      at('rep1', 'l2'),
      at('rep2', 'l3'),
      at('rep3', 'l4'),
    ]);
    expect(of('f|east|')).toEqual([
      at('admin', null),
      at('manager', 'l1'),
      at('rep1', null),
      at('rep2', null),
      at('rep3', 'l4'),
    ]);
    expect(of('m||rep1')).toEqual([
      at('admin', null),
      at('manager', null),
      at('rep1', 'l2'),
      at('rep2', null),
      at('rep3', null),
    ]);
  });

  it('says the same with the same mark, and a change only to those who may know of it', () => {
    const moved = new Map(byKey).set('m||rep2', [at('rep2', 'l9')]);
    const [before, after] = [presenceByKey(byKey), presenceByKey(moved)];
    const changed = [...before].filter(([key, { mark }]) => after.get(key)!.mark !== mark).map(([key]) => key);
    expect(changed).toEqual(['all', 'm||rep2']);
  });

  it('costs 2,000 reps who each see their own no more than a moment', () => {
    const many = new Map(Array.from({ length: 2_000 }, (_, n) => [`m||rep${n}`, [at(`rep${n}`, `l${n}`)]] as const));
    const began = performance.now();
    const told = presenceByKey(many);
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(told.get('m||rep1999')!.people[0]).toEqual(at('rep1999', 'l1999'));
    expect(told.get('m||rep1999')!.people).toHaveLength(200);
  });
});
