import { io as connect } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createScreenSchema } from '#lib/contract/screen/wall.ts';
import { createLeadSchema, moveLeadSchema } from '#lib/contract/board/commands.ts';
import { MAX_FRAME_BYTES, PROTOCOL_VERSION, type Frame, type MutationAnswer } from '#lib/contract/protocol.ts';
import type { PersonActor } from '#lib/domain/access/actor.ts';
import { disablePerson } from '#lib/server/access/disable-person.ts';
import { movePerson } from '#lib/server/access/move-person.ts';
import { endAllSessions } from '#lib/server/auth/sessions.ts';
import { createLead } from '#lib/server/board/create-lead.ts';
import { moveLead } from '#lib/server/board/move-lead.ts';
import { boardStream } from '#lib/server/streams/stream.ts';
import { createScreen } from '#lib/server/screen/create-screen.ts';
import { BoardHub } from '../../../server/realtime/board-hub.ts';
import { aDoor, disconnected, type Client, type Door } from '../../support/a-door.ts';
import type { Floor } from '../../support/a-floor.ts';
import type { TestContext } from '../../support/test-context.ts';

let door: Door;
let test: TestContext;
let floor: Floor;
beforeEach(async () => {
  door = await aDoor();
  ({ test, floor } = door);
});
afterEach(() => door.close());

const newLead = (actor: PersonActor, name: string) =>
  createLead(test.context, actor, createLeadSchema.parse({ boardId: floor.boardId, name }));

describe('the door of the socket', () => {
  it('[X3] lets nobody in without a session, from another site, or from a tab of before an update', async () => {
    const token = await door.tokenOf(floor.admin);
    expect(await door.knock(null)).toBe('signed_out');
    expect(await door.knock('made-up')).toBe('signed_out');
    expect(await door.knock('%E0%A4%A')).toBe('signed_out');
    expect(await door.knock(token, { origin: 'https://evil.example' })).toBe('origin');
    expect(await door.knock(token, { origin: 'null' })).toBe('origin');
    expect(await door.knock(token, { protocol: PROTOCOL_VERSION + 1 })).toBe('protocol');
    expect(typeof (await door.knock(token, { origin: `http://127.0.0.1:${door.port}` }))).toBe('object');
  });

  it('[X1] lets no tab in that shows somebody else’s page than its browser is signed in as', async () => {
    const token = await door.tokenOf(floor.east.manager);
    expect(await door.knock(token, { person: floor.east.reps[0]!.personId })).toBe('signed_out');
    expect(typeof (await door.knock(token, { person: floor.east.manager.personId }))).toBe('object');
  });

  it('tells nobody at the door why the database is away', async () => {
    const token = await door.tokenOf(floor.admin);
    const away = vi.spyOn(test.context.db.read, 'drizzle', 'get').mockImplementation(() => {
      throw Object.assign(new Error('connect ECONNREFUSED 10.1.2.3:5432'), { code: 'ECONNREFUSED' });
    });
    expect(await door.knock(token)).toBe('unavailable');
    away.mockRestore();
    expect(typeof (await door.knock(token))).toBe('object');
  });

  it('[X2] looks again at whoever came in while his rights changed', async () => {
    const mover = floor.east.reps[0]!;
    const token = await door.tokenOf(mover);
    const { read } = test.context.db;
    const all = read.all.bind(read);
    let change: Promise<unknown> | null = null;
    vi.spyOn(read, 'all').mockImplementation(async (sql, params) => {
      const rows = await all(sql, params);
      // Read at the handshake; by the time the socket is there, it is old.
      if (!change && sql.includes('from team_members m')) {
        change = movePerson(test.context, floor.admin, { personId: mover.personId, teamId: floor.teams.west });
        await change;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      return rows;
    });
    const client = (await door.knock(token)) as Client;
    vi.restoreAllMocks();
    await vi.waitFor(async () => {
      expect(await door.open(client)).toMatchObject({ viewKey: expect.stringContaining(floor.teams.west) as string });
    }, 5_000);
  });

  it('answers rubbish with a refusal and goes on', async () => {
    const client = await door.enter(floor.east.reps[0]!);
    const raw = client as unknown as {
      timeout(ms: number): { emitWithAck(name: string, ...rest: unknown[]): Promise<unknown> };
    };
    const lead = await newLead(floor.east.reps[0]!, 'Zhao');
    const ask = (name: string, ...rest: unknown[]) => raw.timeout(5_000).emitWithAck(name, ...rest);
    for (const rubbish of [
      null,
      7,
      'x',
      [],
      {},
      { boardId: 5, cursor: {} },
      { boardId: 'x'.repeat(500), cursor: null },
    ]) {
      expect(await ask('board:open', rubbish)).toMatchObject({ ok: false });
    }
    for (const rubbish of [
      null,
      { clientId: 'c'.repeat(20), id: 'm'.repeat(20), name: '__proto__', input: {} },
      { clientId: 'c'.repeat(20), id: 'm'.repeat(20), name: 'constructor', input: {} },
      { clientId: 'c'.repeat(20), id: 'n'.repeat(20), name: 'moveLead', input: { leadId: { $ne: 1 }, stageId: [] } },
      { clientId: 'c'.repeat(20), id: 'o'.repeat(20), name: 'moveLead', input: 'drop table leads' },
    ]) {
      expect(await ask('mutate', rubbish)).toMatchObject({ ok: false });
    }
    client.emit('presence', { boardId: null, leadId: 3 } as never);
    client.emit('board:close', null as never);
    const good: MutationAnswer = await client.timeout(5_000).emitWithAck('mutate', {
      clientId: 'client-00000001',
      id: 'mutation-00000001',
      name: 'moveLead',
      input: { leadId: lead.leadId, stageId: floor.stages.contact },
    });
    expect(good).toMatchObject({ ok: true });
  });

  it('closes a socket that sends more than a frame may hold, and only that one', async () => {
    const [big, other] = [await door.enter(floor.east.reps[0]!), await door.enter(floor.east.reps[1]!)];
    const gone = disconnected(big);
    big.emit('presence', { boardId: 'x'.repeat(MAX_FRAME_BYTES * 2), leadId: null });
    await gone;
    expect(await other.timeout(5_000).emitWithAck('ping')).toBe(test.clock.now());
  });

  it('[X2] closes at once when a session ends and when a person is disabled', async () => {
    const rep = floor.east.reps[0]!;
    const first = await door.enter(rep);
    let gone = disconnected(first);
    await endAllSessions(test.context, rep.personId);
    await gone;
    const second = await door.enter(rep);
    gone = disconnected(second);
    const started = performance.now();
    await disablePerson(test.context, floor.admin, { personId: rep.personId });
    await gone;
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(await door.knock(await door.tokenOf(rep))).toBe('signed_out');
  });

  it('[X1] sends nothing of a lead to those who may not see it, not even in a frame', async () => {
    const [mine, theirs] = [await door.enter(floor.east.reps[0]!), await door.enter(floor.west.reps[0]!)];
    const frames: Frame[] = [];
    theirs.on('frame', (frame) => frames.push(frame));
    const seen = new Promise<Frame>((resolve) =>
      mine.on('frame', (frame) => frame.events.length > 1 && resolve(frame)),
    );
    expect(await door.open(mine)).toMatchObject({ ok: true });
    expect(await door.open(theirs)).toMatchObject({ ok: true });
    const { leadId } = await newLead(floor.east.reps[0]!, 'Secret customer');
    const last = await moveLead(
      test.context,
      floor.east.reps[0]!,
      moveLeadSchema.parse({ leadId, stageId: floor.stages.contact }),
    );
    await Promise.race([seen, new Promise((resolve) => setTimeout(resolve, 1_000))]);
    // The number still reaches the other team, so that its own next change is no gap: an empty frame says so.
    while ((frames.at(-1)?.to ?? 0) < last.seq) await new Promise((resolve) => theirs.once('frame', resolve));
    expect(frames.flatMap(({ events }) => events)).toEqual([]);
    expect(JSON.stringify(frames)).not.toMatch(new RegExp(`Secret|${leadId}`));
  });

  it('a board that somebody may not open does not exist for him', async () => {
    await test.context.db.transaction(async (tx) => {
      await tx.run(`update boards set visibility = 'teams' where id = ?`, [floor.boardId]);
      await tx.run('insert into board_teams (board_id, team_id) values (?, ?)', [floor.boardId, floor.teams.east]);
    });
    expect(await door.open(await door.enter(floor.east.reps[0]!))).toMatchObject({ ok: true });
    expect(await door.open(await door.enter(floor.west.reps[0]!))).toMatchObject({
      ok: false,
      error: { code: 'not_found' },
    });
  });
});

describe('a board that is opened while something happens', () => {
  /** Holds the next reading of the board's settings until it is let go. */
  function holdBoard() {
    const { read } = test.context.db;
    const get = read.get.bind(read);
    let letGo = () => {};
    const gate = new Promise<void>((resolve) => (letGo = resolve));
    let held = false;
    vi.spyOn(read, 'get').mockImplementation(async (sql, params) => {
      if (!held && sql.includes('from streams') && params?.[0] === boardStream(floor.boardId)) {
        held = true;
        await gate;
      }
      return get(sql, params);
    });
    return { isHeld: () => held, letGo };
  }

  it('[X2] is heard under the rights its viewer has by then', async () => {
    const mover = floor.east.reps[0]!;
    const client = await door.enter(mover);
    const frames: Frame[] = [];
    client.on('frame', (frame) => frames.push(frame));
    const { isHeld, letGo } = holdBoard();
    const opening = door.open(client);
    await vi.waitFor(() => expect(isHeld()).toBe(true));
    await movePerson(test.context, floor.admin, { personId: mover.personId, teamId: floor.teams.west });
    // Every socket is looked at again; this one has no board yet.
    await new Promise((resolve) => setTimeout(resolve, 300));
    letGo();
    expect(await opening).toMatchObject({ ok: true, viewKey: expect.stringContaining(floor.teams.west) as string });
    await newLead(floor.east.reps[1]!, 'Secret of the east');
    const { seq } = await newLead(floor.west.reps[0]!, 'Known in the west');
    await vi.waitFor(() => expect(frames.at(-1)?.to).toBe(seq), 5_000);
    const heard = JSON.stringify(frames);
    expect(heard).toContain('Known in the west');
    expect(heard).not.toContain('Secret of the east');
  });

  it('[X2] in vain, because the database is away, is not heard either', async () => {
    const rep = floor.east.reps[0]!;
    const [client, colleague] = [await door.enter(rep), await door.enter(floor.east.reps[1]!)];
    const frames: Frame[] = [];
    client.on('frame', (frame) => frames.push(frame));
    const { read } = test.context.db;
    const get = read.get.bind(read);
    let asked = 0;
    // Whether he may is answered yet; from which number on he is told, no more.
    const away = vi.spyOn(read, 'get').mockImplementation((sql, params) => {
      const head = sql.includes('from streams') && params?.[0] === boardStream(floor.boardId);
      return head && ++asked > 1
        ? Promise.reject(Object.assign(new Error('connection lost'), { code: 'ECONNRESET' }))
        : get(sql, params);
    });
    expect(await door.open(client)).toMatchObject({ ok: false, error: { code: 'storage_away' } });
    away.mockRestore();
    const heard = new Promise((resolve) => colleague.once('frame', resolve));
    expect(await door.open(colleague)).toMatchObject({ ok: true });
    await newLead(floor.east.reps[1]!, 'Secret of the east');
    await heard;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(frames).toEqual([]);
  });

  it('twice by one socket is let go of when the socket leaves', async () => {
    const client = await door.enter(floor.east.reps[0]!);
    await Promise.all([door.open(client), door.open(client), door.open(client)]);
    expect(await door.realtime.facts.viewKeys()).toBe(1);
    client.disconnect();
    await vi.waitFor(async () => expect(await door.realtime.facts.viewKeys()).toBe(0), 5_000);
  });

  it('in the moment in which its last viewer leaves goes on being read', async () => {
    const told: string[] = [];
    const hub = new BoardHub(test.context, (_boardId, _keys, { text }) => told.push(text));
    try {
      await hub.join(floor.boardId, 'all');
      await Promise.all([hub.leave(floor.boardId, 'all'), hub.join(floor.boardId, 'all')]);
      await newLead(floor.east.reps[0]!, 'Zhao');
      await vi.waitFor(() => expect(told.join()).toContain('Zhao'), 5_000);
    } finally {
      hub.close();
    }
  });
});

describe('who is there', () => {
  it('is told to whoever comes, also when nothing has changed for the others, and not again and again', async () => {
    const [rep, colleague] = [floor.east.reps[0]!, floor.west.reps[0]!];
    const listen = async (actor: PersonActor) => {
      const client = await door.enter(actor);
      const heard: string[] = [];
      client.on('presence', ({ people }) =>
        heard.push(
          people
            .map(({ personId }) => personId)
            .sort()
            .join(),
        ),
      );
      expect(await door.open(client)).toMatchObject({ ok: true });
      return { client, heard };
    };
    const both = [rep.personId, colleague.personId].sort().join();
    const first = await listen(rep);
    const other = await listen(colleague);
    await vi.waitFor(() => expect([first.heard.at(-1), other.heard.at(-1)]).toEqual([both, both]), 5_000);
    const second = await listen(rep);
    await vi.waitFor(() => expect(second.heard.at(-1)).toBe(both), 5_000);
    const before = other.heard.length;
    // His own card is nothing to a colleague who does not see it.
    first.client.emit('presence', { boardId: floor.boardId, leadId: 'his-lead' });
    await vi.waitFor(() => expect(second.heard.length).toBeGreaterThan(1), 5_000);
    expect(other.heard).toHaveLength(before);
  });
});

describe('a wall', () => {
  it('goes on after the database was away, and the server with it', async () => {
    const { token } = await createScreen(
      test.context,
      floor.admin,
      createScreenSchema.parse({ name: 'Hall', boardId: floor.boardId }),
    );
    const wall: Client = connect(`http://127.0.0.1:${door.port}`, {
      transports: ['websocket'],
      query: { screen: token },
      forceNew: true,
    });
    door.clients.push(wall);
    let told = 0;
    wall.on('screen', () => told++);
    await vi.waitFor(() => expect(told).toBeGreaterThan(0), 5_000);
    const away = vi.spyOn(test.context.db.read, 'get').mockRejectedValue(new Error('the database is away'));
    // A rejection that nobody handles fails the run.
    await vi.waitFor(() => expect(away.mock.calls.some(([sql]) => sql.includes('from screens'))).toBe(true), 5_000);
    away.mockRestore();
    const before = told;
    await newLead(floor.east.reps[0]!, 'Zhao');
    await vi.waitFor(() => expect(told).toBeGreaterThan(before), 5_000);
  });
});
