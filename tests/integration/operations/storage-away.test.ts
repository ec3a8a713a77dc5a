import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { resolve } from 'node:path';
import { runCommand } from '#lib/server/command-list.ts';
import { forMutation, type Context } from '#lib/server/context/context.ts';
import { wireError } from '#lib/server/context/wire-error.ts';
import { openPostgres } from '#lib/server/db/open-postgres.ts';
import { readiness } from '#lib/server/operations/readiness.ts';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { aLead, leadNow } from '../../support/a-lead.ts';
import { testContext, testEngine, type TestContext } from '../../support/test-context.ts';

/** The way to PostgreSQL, which the test cuts: what is open ends, what is new is refused. */
class Way {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  readonly #to: URL;
  cut = false;

  constructor(to: URL) {
    this.#to = to;
    this.#server = createServer((near) => {
      if (this.cut) return void near.destroy();
      const far = connect(Number(this.#to.port), this.#to.hostname);
      for (const [socket, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#open.add(socket);
        socket.on('error', () => {});
        socket.on('close', () => (this.#open.delete(socket), other.destroy()));
        socket.pipe(other);
      }
    });
  }
  async url(): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    const url = new URL(this.#to);
    url.hostname = '127.0.0.1';
    url.port = String((this.#server.address() as AddressInfo).port);
    return url.href;
  }
  end(): void {
    this.cut = true;
    for (const socket of this.#open) socket.destroy();
  }
  close(): void {
    this.end();
    this.#server.close();
  }
}

describe.runIf(testEngine() === 'postgres')('a database that is away for a moment', () => {
  let test: TestContext;
  let context: Context;
  let floor: Floor;
  let leadId: string;
  let way: Way;

  beforeEach(async () => {
    test = await testContext();
    floor = await aFloor(test.context);
    leadId = await aLead(test.context, floor, floor.east.reps[0]!);
    way = new Way(new URL(test.context.config.databaseUrl!));
    context = { ...test.context, db: await openPostgres(await way.url(), resolve('drizzle/postgres'), false) };
  });
  afterEach(async () => {
    way.close();
    await context.db.close().catch(() => {});
    await test.close();
  });

  const move = (id: string, stageId: string) =>
    runCommand(forMutation(context, { clientId: 'client-1', id }), floor.admin, 'moveLead', { leadId, stageId });
  const refusal = (work: Promise<unknown>) =>
    work.then(
      () => null,
      (error: unknown) => wireError(context, error),
    );

  it('is answered with storage_away and not as a mistake; the same change goes through when it is back, once', async () => {
    await move('mutation-1', floor.stages.visit);
    const { version } = await leadNow(test.context, leadId);
    way.end();
    for (let n = 0; n < 3; n++)
      expect(await refusal(move('mutation-2', floor.stages.offer))).toEqual({ code: 'storage_away', details: {} });
    expect((await readiness(context)).ready).toBe(false);

    way.cut = false;
    await move('mutation-2', floor.stages.offer);
    await move('mutation-2', floor.stages.offer);
    expect((await leadNow(test.context, leadId)).version).toBe(version + 1);
    await vi.waitFor(async () => expect((await readiness(context)).ready).toBe(true), {
      timeout: 5_000,
      interval: 200,
    });
  });

  it('is away also to whom it ends a running connection', async () => {
    const seen = refusal(
      context.db.transaction(async (tx) => {
        await tx.get('select 1 as one');
        way.end();
        await tx.get('select 2 as two');
      }),
    );
    expect(await seen).toEqual({ code: 'storage_away', details: {} });
  });

  it('a mistake in a statement stays a mistake', async () => {
    const answer = await refusal(context.db.transaction((tx) => tx.run('insert into no_such_table values (1)')));
    expect(answer).toMatchObject({ code: 'unexpected' });
  });
});
