import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addUp, type Contributions } from '#lib/domain/metrics/contribution.ts';
import { signIn } from '#lib/server/auth/sign-in.ts';
import { demoSignIns } from '#lib/server/auth/demo-sign-ins.ts';
import { figuresFromLeads, storedFigures } from '#lib/server/metrics/figures-from-leads.ts';
import type { Context } from '#lib/server/context/context.ts';
import { announcement } from '../../../server/announce.ts';
import { readDemoMark, readDemoSignIns } from '../../../server/simulation/demo-mark.ts';
import { boards, managers, reps } from '../../../server/simulation/floor-plan.ts';
import { expectOwnershipSound } from '../../support/expect-ownership-sound.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';
import { demoContext, seedSmall, small } from './small-sample.ts';

let test: TestContext;
let context: Context;
let counts: Awaited<ReturnType<typeof seedSmall>>;
beforeAll(async () => {
  test = await testContext();
  ({ context } = test);
  counts = await seedSmall(context);
});
afterAll(() => test.close());

const count = async (from: string) =>
  Number((await context.db.read.get<{ n: number }>(`select count(*) as n from ${from}`))!.n);

/** What one floor came to, without ids. */
const summary = (of: Context) =>
  of.db.read.all(
    `select s.name as "stage", p.email as "owner", l.state, l.pooled_by as "pooledBy", count(*) as "n",
       sum(l.expected_minor) as "expected", sum(l.won_minor) as "won"
     from leads l join stages s on s.id = l.stage_id left join people p on p.id = l.owner_id
     group by s.name, p.email, l.state, l.pooled_by order by s.name, p.email, l.state, l.pooled_by`,
  );

const sorted = ({ cells, reach, cycles, now }: Contributions) => {
  const rows = (list: readonly object[]) => list.map((row) => JSON.stringify(row, Object.keys(row).sort())).sort();
  return { cells: rows(cells), reach: rows(reach), cycles: rows(cycles), now: rows(now) };
};

describe('the sample floor', () => {
  it('has its people, boards and leads', async () => {
    expect(await count('leads')).toBe(small.leads);
    expect(await count(`people where role = 'rep'`)).toBe(reps.length);
    expect(await count(`people where role = 'manager'`)).toBe(managers.length);
    const names = await context.db.read.all<{ name: string }>('select name from boards order by rank');
    expect(names.map(({ name }) => name)).toEqual(Object.values(boards).map(({ name }) => name));
  });

  it('[O1] [O2] has sound ownership: spells, pools and stored clocks agree', async () => {
    await expectOwnershipSound(context);
  });

  it('has figures that a rebuild confirms', async () => {
    for (const { id } of await context.db.read.all<{ id: string }>('select id from boards')) {
      const rebuilt = addUp([await figuresFromLeads(context.db.read, id)]);
      expect(sorted(await storedFigures(context.db.read, id))).toEqual(sorted(rebuilt));
      expect(rebuilt.cells.length).toBeGreaterThan(0);
    }
  });

  it('shows two months at work: closes, the pool, the clock and the inboxes', async () => {
    expect(await count(`leads where state = 'won'`)).toBeGreaterThan(0);
    expect(await count(`leads where state = 'lost'`)).toBeGreaterThan(0);
    expect(await count(`spells where began = 'claim' or began = 'assign'`)).toBeGreaterThan(0);
    expect(await count(`spells where ended = 'recycle'`)).toBeGreaterThan(0);
    expect(await count(`lead_history where kind = 'warned'`)).toBeGreaterThan(0);
    expect(await count('notices where read_at is not null')).toBeGreaterThan(0);
    expect(await count('activities where qualifying = 1')).toBeGreaterThan(small.leads);
  });

  it('happened in the past, in order, and nothing waits that was due', async () => {
    const now = context.now();
    const minutes = 30 * 60_000;
    const facts = `lead_history h join leads l on l.id = h.lead_id`;
    expect(await count(`${facts} where h.occurred_at > ${now + minutes}`)).toBe(0);
    expect(await count(`${facts} where h.occurred_at < l.created_at`)).toBe(0);
    expect(await count(`leads where deadline_at <= ${now} or warn_due_at <= ${now}`)).toBe(0);
    expect(await count(`spells where ended_at < started_at`)).toBe(0);
  });

  it('lets nobody be refused but by the rules that people meet', () => {
    expect(counts.commands).toBeGreaterThan(small.leads * 4);
    expect(
      Object.keys(counts.refusals).filter(
        (code) => !['cooling_down', 'holding_limit_reached', 'daily_claims_used'].includes(code),
      ),
    ).toEqual([]);
  });

  it('prints one sign-in per role, and it opens', async () => {
    const demo = demoContext(context, 1);
    const printed = await readDemoSignIns(context.db.read);
    expect(printed.map(({ role }) => role)).toEqual(['admin', 'manager', 'rep']);
    expect((await demoSignIns(demo)).map(({ personId }) => personId)).toEqual(printed.map(({ personId }) => personId));
    const lines = (await announcement(demo, 'http://127.0.0.1:3000')).join('\n');
    for (const { email, password, personId } of printed) {
      expect(lines).toContain(`${email}  password: ${password}`);
      const session = await signIn(context, { email, password, address: '127.0.0.1', userAgent: null });
      expect(session.personId).toBe(personId);
    }
  });

  it('is marked, with what it was made from', async () => {
    expect(await readDemoMark(context.db.read)).toEqual({ ...small, until: context.now() });
  });

  it('comes out the same from the same seed, and different from another', async () => {
    const [same, other] = [await testContext(), await testContext()];
    try {
      await seedSmall(same.context);
      await seedSmall(other.context, { seed: 8 });
      expect(await summary(same.context)).toEqual(await summary(context));
      expect(await summary(other.context)).not.toEqual(await summary(context));
    } finally {
      await same.close();
      await other.close();
    }
  });
});
