import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { aLead } from '../../support/a-lead.ts';
import { LiveViewer } from '../../support/live-viewer.ts';
import { cookieOf, RealData, type RealServer } from '../../support/real-server.ts';
import { testEngine } from '../../support/test-context.ts';
import { ask } from './move-load.ts';

/** What a lost wake-up costs at most: polling every second, and the time a busy machine takes. */
const CONVERGED_MS = 2_000;

describe.runIf(testEngine() === 'postgres')(
  'two nodes on one PostgreSQL, with wake-ups off',
  { timeout: 180_000 },
  () => {
    let data: RealData;
    let floor: Floor;
    let leadId: string;
    let admin: string;
    let rep: { cookie: string; personId: string };
    let nodes: [RealServer, RealServer];

    beforeEach(async () => {
      data = await RealData.make();
      await data.use(async (context) => {
        floor = await aFloor(context);
        leadId = await aLead(context, floor, floor.east.reps[0]!);
        admin = await cookieOf(context, floor.admin.personId);
        const [{ personId } = floor.admin] = floor.east.reps;
        rep = { cookie: await cookieOf(context, personId), personId };
      });
      const env = { TIDEBOARD_WAKE_UPS: 'false' };
      nodes = await Promise.all([data.start({ env }), data.start({ env })]);
    });
    afterEach(() => data.remove());

    it('see each other’s moves within two seconds, in the same order', async () => {
      const viewers = nodes.map(() => new LiveViewer(floor.boardId, admin));
      await Promise.all(viewers.map((viewer, n) => viewer.connect(nodes[n]!)));
      const { contact, visit, offer } = floor.stages;
      let seq = 0;
      for (const [n, stageId] of [contact, visit, offer, contact, visit].entries()) {
        const request = { clientId: 'client-1', id: `mutation-${n}`, name: 'moveLead', input: { leadId, stageId } };
        const answer = await ask(viewers[n % 2]!.socket!, request);
        expect(answer.ok).toBe(true);
        if (answer.ok) expect(answer.seq).toBeGreaterThan(seq);
        if (answer.ok) seq = answer.seq!;
      }
      for (const viewer of viewers) {
        await expect.poll(() => viewer.seq, { timeout: CONVERGED_MS, interval: 20 }).toBe(seq);
        expect(viewer.cards.get(leadId)!.stageId).toBe(visit);
      }
      expect([...viewers[0]!.cards]).toEqual([...viewers[1]!.cards]);
    });

    it('[X2] end a disabled person’s connection on the other node within two seconds', async () => {
      const socket = await nodes[1].socket(rep.cookie);
      const cut = new Promise((resolve) => socket.once('disconnect', resolve));
      const { disablePerson } = await import('#lib/server/access/disable-person.ts');
      const started = performance.now();
      await data.use((context) => disablePerson(context, floor.admin, { personId: rep.personId }));
      await cut;
      expect(performance.now() - started).toBeLessThan(CONVERGED_MS + 1_000);
    });

    it('start together on an empty database, and end together', async () => {
      const empty = await RealData.make();
      const both = await Promise.all([empty.start(), empty.start()]);
      for (const node of both) expect((await node.fetch('/readyz')).status).toBe(200);
      expect(await Promise.all(both.map((node) => node.stop()))).toEqual([0, 0]);
      await empty.remove();
    });
  },
);
