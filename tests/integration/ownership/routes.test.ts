import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PersonActor } from '#lib/domain/access/actor.ts';
import { GET as getLead } from '../../../src/routes/api/leads/[leadId]/+server.ts';
import { POST as reveal } from '../../../src/routes/api/leads/[leadId]/contact/+server.ts';
import { GET as getTimeline } from '../../../src/routes/api/leads/[leadId]/timeline/+server.ts';
import { GET as getNotices } from '../../../src/routes/api/notices/+server.ts';
import { GET as getPool } from '../../../src/routes/api/pool/[boardId]/+server.ts';
import { DAILY_CONTACTS } from '#lib/server/ownership/reveal-contact.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { aLead } from '../../support/a-lead.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';

let test: TestContext;
let floor: Floor;
let leadId: string;
beforeEach(async () => {
  test = await testContext();
  floor = await aFloor(test.context, { repsSee: 'own' });
  leadId = await aLead(test.context, floor, floor.east.reps[0]!, {
    identities: [{ kind: 'phone', value: '13812345678' }],
  });
});
afterEach(() => test.close());

type Door = (event: never) => Response | Promise<Response>;

/** Asks a door as somebody, or as nobody. */
async function ask(door: Door, actor: PersonActor | null, params: Record<string, string> = {}, query = '') {
  const url = new URL(`http://127.0.0.1/api${query}`);
  const response = await door({ locals: { context: test.context, actor }, params, url } as never);
  return { status: response.status, cache: response.headers.get('cache-control'), body: await response.text() };
}

describe('the doors', () => {
  const doors = (): [string, Door, Record<string, string>][] => [
    ['lead', getLead, { leadId }],
    ['timeline', getTimeline, { leadId }],
    ['contact', reveal, { leadId }],
    ['notices', getNotices, {}],
    ['pool', getPool, { boardId: floor.boardId }],
  ];

  it('[X3] open to nobody who is not signed in', async () => {
    for (const [name, door, params] of doors()) expect((await ask(door, null, params)).status, name).toBe(401);
  });

  it('[P5] answer the owner, keep no copy on the way, and show the number through one of them only', async () => {
    for (const [name, door, params] of doors()) {
      const { status, cache, body } = await ask(door, floor.east.reps[0]!, params, `?leads=${leadId}&before=`);
      expect([status, cache], name).toEqual([200, 'no-store']);
      expect(body.includes('13812345678'), name).toBe(name === 'contact');
    }
  });

  it('[X1] tell somebody else that there is no such lead', async () => {
    const stranger = floor.west.reps[0]!;
    for (const door of [getLead, getTimeline, reveal]) {
      const { status, body } = await ask(door, stranger, { leadId });
      expect([status, JSON.parse(body)]).toMatchObject([404, { ok: false, error: { code: 'not_found' } }]);
    }
    expect((await ask(getPool, stranger, { boardId: 'nonsense' })).status).toBe(404);
  });

  it('[P5] answer 429 to who has looked at too many contacts today', async () => {
    const rep = floor.east.reps[0]!;
    await test.context.db.transaction(async (tx) => {
      for (let i = 0; i < DAILY_CONTACTS; i++) {
        const view = [`view-${i}`, rep.personId, `lead-${i}`, test.clock.at];
        await tx.run('insert into contact_views (id, person_id, lead_id, at) values (?, ?, ?, ?)', view);
      }
    });
    const { status, body } = await ask(reveal, rep, { leadId });
    expect([status, JSON.parse(body)]).toMatchObject([429, { ok: false, error: { code: 'contact_views_used' } }]);
    expect(body).not.toContain('5678');
  });
});
