import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  MAX_FRAME_BYTES,
  PERSON_HEADER,
  PROTOCOL_HEADER,
  type MutationAnswer,
  type SyncAnswer,
  type SyncNotice,
} from '#lib/contract/protocol.ts';
import type { PersonActor } from '#lib/domain/access/actor.ts';
import { createLeadSchema } from '#lib/contract/board/commands.ts';
import { assignLeadSchema } from '#lib/contract/ownership/commands.ts';
import { viewKey, viewScope } from '#lib/domain/access/audience.ts';
import { assignLead } from '#lib/server/ownership/assign-lead.ts';
import { movePerson } from '#lib/server/access/move-person.ts';
import { loadActor } from '#lib/server/access/person-now.ts';
import { boardSnapshot } from '#lib/server/board/board-snapshot.ts';
import { createLead } from '#lib/server/board/create-lead.ts';
import { BURST } from '#lib/server/context/change-budget.ts';
import { runMutation } from '#lib/server/run-mutation.ts';
import { POST } from '../../../src/routes/api/mutate/+server.ts';
import { GET } from '../../../src/routes/api/sync/+server.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { aLead, leadNow } from '../../support/a-lead.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';

let test: TestContext;
let floor: Floor;
beforeEach(async () => {
  test = await testContext();
  floor = await aFloor(test.context);
});
afterEach(() => test.close());

/** The actor is loaded for each request, as the hook does. */
async function eventOf(personId: string | null, url: URL, request = new Request(url)) {
  const actor = personId === null ? null : ((await loadActor(test.context.db.read, personId)) ?? null);
  return { url, request, locals: { context: test.context, actor } } as never;
}

async function post(actor: PersonActor | null, body: unknown, headers: Record<string, string> = {}) {
  const url = new URL('http://tideboard.test/api/mutate');
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const request = new Request(url, { method: 'POST', body: text, headers });
  const response = await POST(await eventOf(actor?.personId ?? null, url, request));
  return { status: response.status, headers: response.headers, answer: (await response.json()) as MutationAnswer };
}

async function sync<T>(actor: PersonActor, query: Record<string, string> = {}): Promise<T> {
  const url = new URL(`http://tideboard.test/api/sync?${new URLSearchParams(query).toString()}`);
  const response = await GET(await eventOf(actor.personId, url));
  return (await response.json()) as T;
}

let made = 0;
const mutation = (name: string, input: unknown) => ({
  clientId: 'client-00000001',
  id: `mutation-${++made}`,
  name,
  input,
});

describe('changes over plain HTTP', () => {
  it('[X1] of a tab whose browser belongs to somebody else by now are nobody’s: they are kept, not done in his name', async () => {
    const [first, second] = [floor.east.reps[0]!, floor.east.manager];
    const leadId = await aLead(test.context, floor, first);
    const change = mutation('moveLead', { leadId, stageId: floor.stages.visit });
    expect(await post(second, change, { [PERSON_HEADER]: first.personId })).toMatchObject({
      status: 401,
      answer: { ok: false, error: { code: 'signed_out' } },
    });
    expect((await leadNow(test.context, leadId)).stageId).toBe(floor.stages.fresh);
    expect(await post(first, change, { [PERSON_HEADER]: first.personId })).toMatchObject({ answer: { ok: true } });
  });

  it('are one budget with those over the socket; 429 says when to come back, and then all of 200 get through', async () => {
    const rep = floor.east.reps[0]!;
    const leadId = await aLead(test.context, floor, rep);
    const note = (n: number) => mutation('editLead', { leadId, field: 'name', value: `n${n}`, overwrite: true });
    for (let n = 0; n < BURST / 2; n++) await runMutation(test.context, rep, note(n));
    let waits = 0;
    for (let n = 0; n < 200; n++) {
      const change = note(n);
      for (;;) {
        const { status, headers, answer } = await post(rep, change);
        if (status !== 429) break;
        waits++;
        expect(answer).toMatchObject({ ok: false, error: { code: 'too_fast' } });
        const seconds = Number(headers.get('retry-after'));
        expect(seconds).toBeGreaterThanOrEqual(1);
        test.clock.advance(seconds * 1000);
      }
    }
    expect(waits).toBeGreaterThan(0);
    expect((await post(floor.east.reps[1]!, mutation('claimLead', { leadId }))).status).not.toBe(429);
  });

  it('are refused from nobody, from a tab of before an update, and when they are too large or rubbish', async () => {
    const rep = floor.east.reps[0]!;
    expect(await post(null, mutation('moveLead', {}))).toMatchObject({
      status: 401,
      answer: { error: { code: 'signed_out' } },
    });
    expect(await post(rep, mutation('moveLead', {}), { [PROTOCOL_HEADER]: '0' })).toMatchObject({
      status: 409,
      answer: { error: { code: 'outdated' } },
    });
    expect((await post(rep, '字'.repeat(MAX_FRAME_BYTES / 2))).status).toBe(413);
    for (const rubbish of ['', 'null', '[]', '{"clientId":7}']) expect((await post(rep, rubbish)).status).toBe(400);
    expect((await post(rep, mutation('moveLead', { leadId: 'nobody', stageId: floor.stages.visit }))).status).toBe(404);
  });

  it('may hold what no database takes: it is left out, on both engines, and the card says the same everywhere', async () => {
    const { answer } = await post(
      floor.admin,
      `{"clientId":"client-00000001","id":"mutation-zero","name":"createLead","input":${JSON.stringify({
        boardId: floor.boardId,
        name: 'Zh\0ao \ud800!',
      })}}`,
    );
    expect(answer).toMatchObject({ ok: true });
    const { leadId } = (answer as { result: { leadId: string } }).result;
    expect((await leadNow(test.context, leadId)).name).toBe('Zhao \ufffd!');
  });
});

describe('a viewer who has only plain HTTP', () => {
  const cursorOf = (answer: SyncAnswer) => ({
    board: floor.boardId,
    epoch: answer.cursor!.epoch,
    seq: String(answer.cursor!.seq),
    event: answer.cursor!.eventId,
  });

  it('[X2] is told with the next answer under which rights he looks, and the picture of these has what he may see', async () => {
    const mover = floor.east.reps[0]!;
    const snapshot = await boardSnapshot(test.context, floor.boardId, viewKey(viewScope(mover)));
    const { epoch, seq, eventId } = snapshot.cursor;
    const first = await sync<SyncAnswer>(mover, { board: floor.boardId, epoch, seq: String(seq), event: eventId });
    expect(first.viewKey).toBe(snapshot.viewKey);

    const before = await sync<SyncNotice>(mover);
    await movePerson(test.context, floor.admin, { personId: mover.personId, teamId: floor.teams.west });
    await createLead(
      test.context,
      floor.east.reps[1]!,
      createLeadSchema.parse({ boardId: floor.boardId, name: 'Secret' }),
    );
    const after = await sync<SyncAnswer>(mover, cursorOf(first));
    expect(after.viewKey).not.toBe(first.viewKey);
    expect(JSON.stringify(after)).not.toContain('Secret');
    expect((await sync<SyncNotice>(mover)).workspace.seq).toBeGreaterThan(before.workspace.seq);
    const now = (await loadActor(test.context.db.read, mover.personId))!;
    expect(after.viewKey).toBe(viewKey(viewScope(now)));
  });

  it('is told of his inbox', async () => {
    const rep = floor.east.reps[0]!;
    expect((await sync<SyncNotice>(rep)).inbox).toEqual({ unread: 0, newest: null });
    const leadId = await aLead(test.context, floor, floor.admin, { ownerId: null });
    await assignLead(test.context, floor.admin, assignLeadSchema.parse({ leadId, ownerId: rep.personId }));
    expect((await sync<SyncNotice>(rep)).inbox.unread).toBe(1);
  });

  it('hears 404 of a board that is not for him, and of a database that is away nothing of the kind', async () => {
    const ask = () => sync<SyncAnswer>(floor.admin, { board: 'none', epoch: 'e', seq: '0', event: '' });
    await expect(ask()).rejects.toMatchObject({ status: 404 });
    const away = vi.spyOn(test.context.db.read, 'get');
    away.mockImplementation((sql) => Promise.reject(Object.assign(new Error(sql), { code: 'ECONNREFUSED' })));
    const url = new URL(`http://tideboard.test/api/sync?board=${floor.boardId}&epoch=e&seq=0&event=`);
    const locals = { context: test.context, actor: floor.admin };
    await expect(GET({ url, locals, request: new Request(url) } as never)).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
    away.mockRestore();
  });
});
