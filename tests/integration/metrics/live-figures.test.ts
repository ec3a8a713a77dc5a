import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { io as connect, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLeadSchema } from '#lib/contract/board/commands.ts';
import { setManagersSchema } from '#lib/contract/access/people.ts';
import type { Figures } from '#lib/contract/metrics/figures.ts';
import { parseQuery, queryText } from '#lib/contract/metrics/query.ts';
import type { ClientToServer, ServerToClient } from '#lib/contract/protocol.ts';
import type { PersonActor } from '#lib/domain/access/actor.ts';
import { setManagers } from '#lib/server/access/set-managers.ts';
import { createSession } from '#lib/server/auth/sessions.ts';
import { createLead } from '#lib/server/board/create-lead.ts';
import { SESSION_COOKIE } from '#lib/server/http/cookies.ts';
import { startRealtime, type Realtime } from '../../../server/realtime/realtime.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';

type Client = Socket<ServerToClient, ClientToServer>;
interface Told {
  query: string;
  figures: Figures | null;
  at: number;
}

let test: TestContext;
let floor: Floor;
let realtime: Realtime;
let server: Server;
const clients: Client[] = [];

beforeEach(async () => {
  test = await testContext();
  floor = await aFloor(test.context);
  realtime = await startRealtime(test.context);
  server = createServer();
  server.on('upgrade', (request, socket, head) => {
    if (!realtime.handleUpgrade(request, socket, head)) socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.disconnect();
  await realtime.close('shutdown');
  server.close();
  await test.close();
});

/** A manager's page: what it was told, and a way to wait for the next telling. */
async function page(actor: PersonActor, query: string) {
  const { token } = await createSession(test.context, actor.personId, { userAgent: null });
  const client: Client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
    transports: ['websocket'],
    extraHeaders: { cookie: `${SESSION_COOKIE}=${token}` },
    reconnection: false,
  });
  clients.push(client);
  const told: Told[] = [];
  let heard = () => {};
  client.on('figures', ({ query: text, figures }) => {
    told.push({ query: text, figures: figures as Figures | null, at: performance.now() });
    heard();
  });
  const answer = await client.timeout(5_000).emitWithAck('figures:open', { query });
  const until = async (wanted: (last: Told | undefined) => boolean): Promise<Told> => {
    while (!wanted(told.at(-1))) await new Promise<void>((resolve) => (heard = resolve));
    return told.at(-1)!;
  };
  return { client, told, answer, until };
}
const all = () => queryText(parseQuery({ boardId: floor.boardId, groupBy: 'owner' }));
const create = (rep: PersonActor) =>
  createLead(test.context, rep, createLeadSchema.parse({ boardId: floor.boardId, name: 'Zhao' }));

describe('live figures', () => {
  it('reach every viewer within two seconds of a move, in his own scope', async () => {
    const [admin, east] = [await page(floor.admin, all()), await page(floor.east.manager, all())];
    expect(admin.answer).toEqual({ ok: true });
    await admin.until((last) => last?.figures?.totals.leads === 0);
    const began = performance.now();
    await create(floor.east.reps[0]!);
    await create(floor.west.reps[0]!);
    const seen = await admin.until((last) => last?.figures?.totals.leads === 2);
    expect(seen.at - began).toBeLessThan(2_000);
    expect(seen.query).toBe(all());
    const own = await east.until((last) => last?.figures?.totals.leads === 1);
    expect(own.at - began).toBeLessThan(2_000);
    expect(JSON.stringify(east.told)).not.toContain(floor.west.reps[0]!.personId);
  });

  it('are counted at most once a second however fast the board moves, and not for each viewer', async () => {
    const pages = [await page(floor.admin, all()), await page(floor.admin, all()), await page(floor.admin, all())];
    for (const { until } of pages) await until((last) => last?.figures?.totals.leads === 0);
    const began = performance.now();
    for (let i = 0; i < 40; i++) await create(floor.east.reps[0]!);
    for (const { until } of pages) await until((last) => last?.figures?.totals.leads === 40);
    const seconds = (performance.now() - began) / 1000;
    for (const { told } of pages) expect(told.length).toBeLessThanOrEqual(3 + seconds);
    expect(new Set(pages.map(({ told }) => told.at(-1)!.figures!.dataAt)).size).toBe(1);
  });

  it('[X1] are his own for a rep, and malformed queries are refused to everybody', async () => {
    const [zhang, li] = floor.east.reps;
    const own = await page(zhang!, all());
    await own.until((last) => last?.figures?.totals.leads === 0);
    await create(li!);
    await create(zhang!);
    await own.until((last) => last?.figures?.totals.leads === 1);
    expect(JSON.stringify(own.told)).not.toContain(li!.personId);
    const others = all().replace('&group', `&owner=${li!.personId}&group`);
    expect(others).toContain('owner=');
    expect((await page(zhang!, others)).answer).toMatchObject({ ok: false, error: { code: 'not_allowed' } });
    const { client } = await page(floor.admin, all());
    for (const query of ['', 'board=%00', `board=${floor.boardId}&from=9999`, 7 as unknown as string]) {
      const answer = await client.timeout(5_000).emitWithAck('figures:open', { query });
      expect(answer.ok, String(query)).toBe(false);
    }
  });

  it('[X2] end when the manager loses his team, and follow him to another', async () => {
    const manager = floor.east.manager;
    await create(floor.west.reps[0]!);
    const { until } = await page(manager, all());
    const ofTeamEast = queryText(parseQuery({ boardId: floor.boardId, teamIds: [floor.teams.east] }));
    await until((last) => last?.figures?.totals.leads === 0);
    const give = (teamId: string, personIds: string[]) =>
      setManagers(test.context, floor.admin, setManagersSchema.parse({ teamId, personIds }));
    await give(floor.teams.west, [floor.west.manager.personId, manager.personId]);
    await until((last) => last?.figures?.totals.leads === 1);
    await give(floor.teams.west, [floor.west.manager.personId]);
    await until((last) => last?.figures?.totals.leads === 0);
    const { answer: ofTeam, until: untilOfTeam } = await page(manager, ofTeamEast);
    expect(ofTeam.ok).toBe(true);
    await test.context.db.transaction((tx) =>
      tx.run(`update people set role = 'rep' where id = ?`, [manager.personId]),
    );
    await give(floor.teams.east, []);
    await untilOfTeam((last) => last?.figures === null);
    const own = await until((last) => last?.figures?.query.ownerId === manager.personId);
    expect(own.figures!.totals.leads, 'his own are left to him').toBe(0);
  });

  it('[X2] end also when the database was away in the moment in which the team was lost', async () => {
    const { manager } = floor.east;
    await create(floor.east.reps[0]!);
    const { until, told } = await page(manager, all());
    await until((last) => last?.figures?.totals.leads === 1);
    const { read } = test.context.db;
    const read1 = read.all.bind(read);
    let refused = 0;
    // The board and the stream can be read again before the rights can.
    const away = vi.spyOn(read, 'all').mockImplementation((sql, params) => {
      if (!sql.includes('from team_members m')) return read1(sql, params);
      refused++;
      return Promise.reject(Object.assign(new Error('connection lost'), { code: 'ECONNRESET' }));
    });
    await setManagers(
      test.context,
      floor.admin,
      setManagersSchema.parse({ teamId: floor.teams.east, personIds: [] }),
    ).catch(() => {});
    await vi.waitFor(() => expect(refused).toBeGreaterThan(1), 5_000);
    away.mockRestore();
    await until((last) => last?.figures?.totals.leads === 0);
    expect(
      told.map(({ figures }) => figures),
      'nobody said that he may not see them',
    ).not.toContain(null);
  });

  it('are told of again after the board could not be opened once', async () => {
    const { read } = test.context.db;
    const get = read.get.bind(read);
    const away = vi.spyOn(read, 'get');
    const { client, answer, told } = await page(floor.admin, 'nothing');
    expect(answer.ok).toBe(false);
    let heads = 0;
    away.mockImplementation((sql, params) =>
      sql.includes('from streams') && String(params?.[0]).includes(floor.boardId) && ++heads > 1
        ? Promise.reject(Object.assign(new Error('connection lost'), { code: 'ECONNRESET' }))
        : get(sql, params),
    );
    const open = () => client.timeout(5_000).emitWithAck('figures:open', { query: all() });
    expect(await open()).toMatchObject({ ok: false, error: { code: 'storage_away' } });
    away.mockRestore();
    expect(await open()).toEqual({ ok: true });
    await create(floor.east.reps[0]!);
    await vi.waitFor(() => expect(told.at(-1)?.figures?.totals.leads).toBe(1), 5_000);
  });

  it('stop when nobody looks, and start again', async () => {
    const { client, told, until } = await page(floor.admin, all());
    await until((last) => last?.figures?.totals.leads === 0);
    client.emit('figures:close', { query: all() });
    // A question after it is answered after it: the socket keeps its order.
    await client.timeout(5_000).emitWithAck('ping');
    await create(floor.east.reps[0]!);
    const again = await client.timeout(5_000).emitWithAck('figures:open', { query: all() });
    expect(again.ok).toBe(true);
    await until((last) => last?.figures?.totals.leads === 1);
    expect(told.map(({ figures }) => figures?.totals.leads)).toEqual([0, 1]);
  });
});
