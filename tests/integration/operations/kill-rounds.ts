import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Card } from '#lib/contract/board/card.ts';
import type { PersonActor } from '#lib/domain/access/actor.ts';
import type { Engine } from '#lib/server/db/database.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { aLead } from '../../support/a-lead.ts';
import { LiveViewer } from '../../support/live-viewer.ts';
import { cookieOf, RealData, type RealServer } from '../../support/real-server.ts';
import { ask, moveUntilCut, type Load } from './move-load.ts';

const LEADS = 60;
const CLIENTS = 8;

/** Kills a loaded server `rounds` times and looks what became of everything that it had acknowledged. */
export const killRounds = (engine: Engine, rounds: number) =>
  describe(`a server on ${engine} that is killed under load`, () => {
    let data: RealData;
    let floor: Floor;
    let leadIds: string[];
    let cookies: Map<string, string>;

    beforeEach(async () => {
      data = await RealData.make(engine);
      await data.use(async (context) => {
        floor = await aFloor(context);
        leadIds = [];
        for (let n = 0; n < LEADS; n++)
          leadIds.push(await aLead(context, floor, floor.east.reps[n % 3]!, { name: `Lead ${n}` }));
        const people = [floor.admin, floor.east.manager, floor.west.manager, ...floor.east.reps];
        cookies = new Map();
        for (const { personId } of people) cookies.set(personId, await cookieOf(context, personId));
      });
    });
    afterEach(() => data.remove());

    const cookieFor = ({ personId }: PersonActor) => cookies.get(personId)!;

    it(
      `loses no acknowledged move, leaves no gap, and everybody converges (${rounds} rounds)`,
      async () => {
        const load: Load = { acknowledged: [], unanswered: [], refused: [] };
        const viewers = [floor.admin, floor.east.manager, floor.west.manager, floor.east.reps[0]!].map(
          (actor) => new LiveViewer(floor.boardId, cookieFor(actor)),
        );
        let server = await data.start();
        for (let round = 0; round < rounds; round++) {
          for (const viewer of viewers) await viewer.connect(server);
          const before = load.acknowledged.length;
          const { ended } = await startLoad(server, load);
          // Anywhere in a group of moves, on a fast machine and on a busy one.
          const enough = before + 30 + Math.random() * 200;
          await expect.poll(() => load.acknowledged.length, { interval: 2, timeout: 30_000 }).toBeGreaterThan(enough);
          await server.kill();
          await ended;
          server = await data.start();
        }
        await sendAgain(server, load);
        for (const viewer of viewers) await viewer.connect(server);
        for (const viewer of viewers) await expectConverged(viewer);
        expect(await server.stop(), 'it ends cleanly after all that').toBe(0);

        expect(load.refused).toEqual([]);
        await expectEverythingKept(load);
      },
      30_000 + rounds * 30_000,
    );

    /** Eight clients with the rights to move every lead. */
    async function startLoad(server: RealServer, into: Load): Promise<{ ended: Promise<unknown> }> {
      const movers = [floor.admin, floor.east.manager];
      const { fresh, contact, visit, offer } = floor.stages;
      const running = Array.from({ length: CLIENTS }, async (_, n) => {
        const cookie = cookieFor(movers[n % 2]!);
        const socket = await server.socket(cookie);
        const stageIds = [fresh, contact, visit, offer];
        return () => moveUntilCut(socket, { cookie, clientId: `client-${n}`, leadIds, stageIds, into });
      });
      const starts = await Promise.all(running);
      return { ended: Promise.all(starts.map((start) => start())) };
    }

    /** What a browser does with its queue after the restart: the same mutations again, a little later where it is too fast. */
    async function sendAgain(server: RealServer, load: Load): Promise<void> {
      for (const { cookie, request } of load.unanswered) {
        const socket = await server.socket(cookie);
        let answer = await ask(socket, request);
        while (!answer.ok && answer.error.code === 'too_fast') {
          await new Promise((resolve) => setTimeout(resolve, 60));
          answer = await ask(socket, request);
        }
        expect(answer, 'a move sent again is answered').toMatchObject({ ok: true });
        socket.disconnect();
      }
    }

    async function expectConverged(viewer: LiveViewer): Promise<void> {
      const fresh = await viewer.fresh();
      await expect.poll(() => viewer.seq, { timeout: 5_000 }).toBeGreaterThanOrEqual(fresh.seq);
      expect(sorted(viewer.cards)).toEqual(sorted((await viewer.fresh()).cards));
      expect(viewer.snapshots, 'a restart alone is no reason for a new snapshot').toBe(1);
    }

    async function expectEverythingKept(load: Load): Promise<void> {
      await data.use(async ({ db: { read } }) => {
        const stream = `board:${floor.boardId}`;
        const events = await read.all<{ seq: number; mutationId: string | null }>(
          'select seq, mutation_id as "mutationId" from events where stream_id = ? order by seq',
          [stream],
        );
        expect(events.map(({ seq }) => seq)).toEqual(events.map((_, at) => at + 1));
        const head = await read.get<{ seq: number }>('select seq from streams where id = ?', [stream]);
        expect(head!.seq).toBe(events.length);

        const bySeq = new Map(events.map((event) => [event.seq, event.mutationId]));
        for (const move of load.acknowledged) expect(bySeq.get(move.seq), `move ${move.seq}`).toBe(move.mutationId);
        const ids = events.flatMap(({ mutationId }) => mutationId ?? []);
        expect(new Set(ids).size, 'no move was made twice').toBe(ids.length);

        const facts = await read.get<{ moved: number }>(
          `select count(*) as "moved" from lead_history where kind = 'moved'`,
        );
        expect(facts!.moved, 'the history tells of moves between stages only').toBeLessThanOrEqual(ids.length);
      });
    }
  });

const sorted = (cards: Map<string, Card>): Card[] => [...cards.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
