import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { editWorkspace } from '#lib/server/access/edit-workspace.ts';
import type { PersonActor } from '#lib/domain/access/actor.ts';
import { movePerson } from '#lib/server/access/move-person.ts';
import { createSession, endAllSessions } from '#lib/server/auth/sessions.ts';
import { eventsAfter, personStream, streamHead, WORKSPACE_STREAM } from '#lib/server/streams/stream.ts';
import type { SocketData } from '../../../server/realtime/admission.ts';
import type { BoardHub } from '../../../server/realtime/board-hub.ts';
import { concernedBy } from '../../../server/realtime/concerned.ts';
import type { Io } from '../../../server/realtime/realtime.ts';
import { Recheck } from '../../../server/realtime/recheck.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';

/** What a re-check needs of a socket: many of them cost no connection. */
class FakeSocket {
  readonly id: string;
  readonly data: SocketData;
  disconnected = false;
  told: string[] = [];
  constructor(id: string, data: SocketData) {
    this.id = id;
    this.data = data;
  }
  emit = (name: string) => this.told.push(name);
  disconnect = () => (this.disconnected = true);
}

let test: TestContext;
let floor: Floor;
let recheck: Recheck;
let sockets: Map<string, FakeSocket>;
let rooms: Map<string, Set<string>>;
beforeEach(async () => {
  test = await testContext();
  floor = await aFloor(test.context);
  sockets = new Map();
  rooms = new Map();
  const io = { sockets: { sockets, adapter: { rooms } } } as unknown as Io;
  recheck = new Recheck(test.context, io, {} as BoardHub);
});
afterEach(async () => {
  recheck.close();
  await test.close();
});

async function connect(actor: PersonActor, times: number): Promise<FakeSocket[]> {
  const { token } = await createSession(test.context, actor.personId, { userAgent: null });
  return Array.from({ length: times }, (_, n) => {
    const data: SocketData = { kind: 'person', personId: actor.personId, actor, token };
    const socket = new FakeSocket(`${actor.personId}-${sockets.size}-${n}`, data);
    sockets.set(socket.id, socket);
    const room = rooms.get(personStream(actor.personId)) ?? new Set();
    rooms.set(personStream(actor.personId), room.add(socket.id));
    return socket;
  });
}

/** What the workspace's stream told of a change. */
async function events(change: () => Promise<unknown>) {
  const { seq } = await streamHead(test.context.db.read, WORKSPACE_STREAM);
  await change();
  return eventsAfter(test.context.db.read, WORKSPACE_STREAM, seq, 100);
}

describe('whom a change of the workspace concerns', () => {
  it('nobody for its settings, the named for a move or an ended session, everybody where nobody is named', async () => {
    const rep = floor.east.reps[0]!;
    const settings = await events(() =>
      editWorkspace(test.context, floor.admin, { name: 'Tide', zone: 'Asia/Shanghai', currency: 'CNY' } as never),
    );
    expect(settings).toHaveLength(1);
    expect(concernedBy(settings)).toEqual(new Set());
    const move = { personId: rep.personId, teamId: floor.teams.west };
    const moved = await events(() => movePerson(test.context, floor.admin, move));
    expect(concernedBy([...settings, ...moved])).toEqual(new Set([rep.personId]));
    const anybody = { kind: 'access.changed', payload: '{"personIds":null}' };
    expect(concernedBy([...moved, anybody])).toBe('everybody');
    expect(concernedBy([{ kind: 'of a newer version', payload: '{}' }])).toBe('everybody');
  });
});

describe('looking again at open sockets', () => {
  it('[X2] gives the sockets of one person his new rights and reads nothing for the others', async () => {
    const mover = floor.east.reps[0]!;
    const mine = await connect(mover, 3);
    const others = await connect(floor.east.reps[1]!, 50);
    await movePerson(test.context, floor.admin, { personId: mover.personId, teamId: floor.teams.west });
    const reads = vi.spyOn(test.context.db.read, 'get');
    await recheck.people(new Set([mover.personId]));
    expect(reads.mock.calls.length).toBeLessThanOrEqual(3 * 4);
    expect(mine.map(({ data }) => data.kind === 'person' && data.actor.teamId)).toEqual(
      Array(3).fill(floor.teams.west),
    );
    expect(others.every(({ data }) => data.kind === 'person' && data.actor === floor.east.reps[1])).toBe(true);
  });

  it('[X2] closes 2,000 sockets of which one cannot be known within two seconds, and serves others meanwhile', async () => {
    const people = [floor.admin, floor.east.manager, ...floor.east.reps, ...floor.west.reps];
    for (const actor of people) await connect(actor, Math.ceil(2_000 / people.length));
    const gone = people.at(-1)!;
    await endAllSessions(test.context, gone.personId);
    let longest = 0;
    let last = performance.now();
    const beat = setInterval(() => {
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }, 1);
    const began = performance.now();
    // The routine look at everybody is under way when somebody's session ends.
    const routine = recheck.everybodyInTurn();
    void recheck.people(new Set([gone.personId]));
    const his = [...sockets.values()].filter(({ data }) => data.personId === gone.personId);
    await vi.waitFor(() => expect(his.every(({ disconnected }) => disconnected)).toBe(true), {
      timeout: 2_000,
      interval: 5,
    });
    const closedAfter = performance.now() - began;
    await routine;
    clearInterval(beat);
    expect(closedAfter).toBeLessThan(2_000);
    expect(longest).toBeLessThan(500);
    expect([...sockets.values()].filter(({ disconnected }) => disconnected)).toHaveLength(his.length);
  });

  it('keeps the floor while the database is away, and looks again when it is back', async () => {
    const [socket] = await connect(floor.east.reps[0]!, 1);
    await endAllSessions(test.context, floor.east.reps[0]!.personId);
    const { read } = test.context.db;
    const away = vi.spyOn(read, 'drizzle', 'get').mockImplementation(() => {
      throw Object.assign(new Error('gone'), { code: 'ECONNREFUSED' });
    });
    await recheck.people('everybody');
    expect(socket!.disconnected).toBe(false);
    away.mockRestore();
    await vi.waitFor(() => expect(socket!.disconnected).toBe(true), { timeout: 5_000 });
  });

  it('[X2] closes a socket of which nobody can say who it is', async () => {
    const [socket] = await connect(floor.east.reps[0]!, 1);
    vi.spyOn(test.context.db.read, 'drizzle', 'get').mockImplementation(() => {
      throw new TypeError('a mistake');
    });
    await recheck.people('everybody');
    expect(socket!.disconnected).toBe(true);
    vi.restoreAllMocks();
  });
});
