import { statSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aFloor, type Floor } from '../../support/a-floor.ts';
import { aLead } from '../../support/a-lead.ts';
import { LiveViewer } from '../../support/live-viewer.ts';
import { cookieOf, RealData, runCli, runServer, type RealServer } from '../../support/real-server.ts';
import { testEngine } from '../../support/test-context.ts';
import { ask } from './move-load.ts';

/** Each starts several processes, on a machine that may have much to do. */
const SLOW = { timeout: 180_000 };

let data: RealData;
beforeEach(async () => {
  data = await RealData.make();
});
afterEach(() => data.remove());

const refusal = async (args: string[] = []) => {
  const run = runServer(data.env, ['--port', '0', ...args]);
  return { exitCode: await run.ended, output: run.output.join('') };
};

describe('a server of its own', SLOW, () => {
  it('prints a one-time set-up link on empty data, and is up, ready and measured', async () => {
    const server = await data.start();
    expect(server.output).toMatch(/\/setup\/[\w-]{40,}/);
    expect((await server.fetch('/healthz')).status).toBe(200);
    const ready = await server.fetch('/readyz');
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({ ready: true, checks: { database: 'ok', migrations: 'ok' } });
    const metrics = await (await server.fetch('/metrics')).text();
    expect(metrics).toMatch(/^tideboard_sockets\{.*\} 0$/m);
    expect(metrics).toMatch(/^nodejs_eventloop_lag_p99_seconds/m);
    const fromOutside = await server.fetch('/metrics', { headers: { 'x-forwarded-for': '203.0.113.9' } });
    expect(fromOutside.status, 'a proxy on this machine does not open the metrics').toBe(404);
  });

  it('opens its metrics to other machines with a token', async () => {
    const server = await data.start({ env: { TIDEBOARD_METRICS_TOKEN: 'a-token-of-some-length' } });
    const asked = (token: string) =>
      server.fetch('/metrics', { headers: { authorization: `Bearer ${token}`, via: '1.1 proxy' } });
    expect((await asked('a-token-of-some-length')).status).toBe(200);
    expect((await asked('another')).status).toBe(404);
  });

  it('finishes what is under way on SIGTERM, and ends at once on the second', async () => {
    const cookie = await data.use(async (context) => cookieOf(context, (await aFloor(context)).admin.personId));
    const server = await data.start();
    const { hostname, port } = new URL(server.url);
    const unfinished = connect(Number(port), hostname);
    unfinished.on('error', () => {});
    const lines = ['POST /api/mutate HTTP/1.1', 'host: x', `cookie: ${cookie}`, 'content-type: application/json'];
    unfinished.write([...lines, 'content-length: 99', '', '{'].join('\r\n'));
    // Answered on another connection, so it was read after the unfinished request.
    expect((await server.fetch('/readyz')).status).toBe(200);
    server.signal('SIGTERM');
    await expect.poll(() => server.output).toContain('finishing those under way');
    expect(await server.stop('SIGTERM')).toBe(1);
    expect(server.output).toContain('ending at once');
    unfinished.destroy();
  });

  it('ends cleanly on SIGTERM and SIGINT, and leaves nothing that holds up the next', async () => {
    const server = await data.start();
    expect(await server.stop('SIGTERM')).toBe(0);
    expect(server.output).toContain('"msg":"ended"');
    const again = await data.start();
    expect(await again.stop('SIGINT')).toBe(0);
  });

  it('says who has the port, and what to do', async () => {
    const blocker = createServer();
    const port = await new Promise<number>((resolve) => {
      blocker.listen(0, '127.0.0.1', () => resolve((blocker.address() as { port: number }).port));
    });
    const { exitCode, output } = await refusal(['--port', String(port)]);
    expect(exitCode).toBe(1);
    expect(output).toContain(`Port ${port} is taken`);
    expect(output).not.toContain('    at ');
    blocker.close();
  });

  it('logs nothing that names a person', async () => {
    const floor = await data.use((context) => aFloor(context));
    const cookie = await data.use(async (context) => {
      await aLead(context, floor, floor.east.reps[0]!, { name: 'Ouyang Qingfeng' });
      return cookieOf(context, floor.admin.personId);
    });
    const server = await data.start({ env: { TIDEBOARD_LOG: 'debug' } });
    expect((await server.fetch(`/api/boards/${floor.boardId}/snapshot`, { cookie })).status).toBe(200);
    await server.fetch('/api/search?q=Ouyang', { cookie });
    await server.stop();
    expect(server.output).toContain('"path":"/api/search"');
    for (const text of ['Ouyang', cookie.split('=')[1]!, 'ada@example.com']) expect(server.output).not.toContain(text);
  });
});

describe.runIf(testEngine() === 'sqlite')('the data folder', SLOW, () => {
  it('has one server: the second is told which, and a killed one is no obstacle', async () => {
    const first = await data.start();
    const { exitCode, output } = await refusal();
    expect(exitCode).toBe(1);
    expect(output).toContain(`process ${first.pid}`);
    expect(output).toContain(first.url);
    await first.kill();
    const next = await data.start();
    expect((await next.fetch('/healthz')).status).toBe(200);
  });

  it('goes to exactly one of several servers that start at the same moment', async () => {
    const runs = Array.from({ length: 4 }, () => runServer(data.env, ['--port', '0']));
    const codes = await Promise.all(
      runs.map(async ({ child, ended, output }) => {
        await Promise.race([ended, expect.poll(() => output.join(''), { timeout: 20_000 }).toContain('ready on')]);
        return child.exitCode;
      }),
    );
    expect(codes.filter((code) => code === null)).toHaveLength(1);
    expect(codes.filter((code) => code === 1)).toHaveLength(3);
    for (const { child } of runs) child.kill('SIGKILL');
    await Promise.all(runs.map(({ ended }) => ended));
  });

  it('is refused when it is from a newer version, and untouched', async () => {
    await data.use(() => Promise.resolve());
    const file = join(data.dir, 'tideboard.db');
    const connection = new Sqlite(file);
    connection.prepare(`insert into __drizzle_migrations (hash, created_at) values ('later', 9999999999999)`).run();
    connection.close();
    const before = statSync(file).mtimeMs;
    const { exitCode, output } = await refusal();
    expect(exitCode).toBe(1);
    expect(output).toContain('newer version');
    expect(statSync(file).mtimeMs).toBe(before);
  });

  it('is refused with words when it is no database', async () => {
    writeFileSync(join(data.dir, 'tideboard.db'), 'this is a text file, and a long enough one to have a header in it.');
    const { exitCode, output } = await refusal();
    expect(exitCode).toBe(1);
    expect(output).toContain('not a Tideboard database');
    expect(output).not.toContain('    at ');
  });
});

describe.runIf(testEngine() === 'sqlite')('the command line', SLOW, () => {
  let floor: Floor;
  let admin: string;
  let leadId: string;
  let server: RealServer;

  beforeEach(async () => {
    await data.use(async (context) => {
      floor = await aFloor(context);
      leadId = await aLead(context, floor, floor.east.reps[0]!, {
        name: 'Ouyang Qingfeng',
        identities: [{ kind: 'phone', value: '13912345678' }],
      });
      admin = await cookieOf(context, floor.admin.personId);
    });
    server = await data.start();
  });

  const move = async (stageId: string, mutationId: string) => {
    const socket = await server.socket(admin);
    const request = { clientId: 'client-1', id: mutationId, name: 'moveLead', input: { leadId, stageId } };
    const answer = await ask(socket, request);
    socket.disconnect();
    return answer.ok;
  };

  it('runs commands inside the running server, and says so in its status', async () => {
    const { exitCode, stdout } = await runCli(data, 'status', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ server: { pid: server.pid, address: server.url }, rows: { leads: 1 } });
    for (const file of ['running.json', 'control.sock']) {
      expect(statSync(join(data.dir, file)).mode & 0o077, `${file} is its user’s alone`).toBe(0);
    }
  });

  it('restores a backup: clients notice, the replaced data is kept, and later erasures are made again', async () => {
    const backup = join(data.dir, 'kept.db');
    expect(await move(floor.stages.contact, 'mutation-1')).toBe(true);
    expect((await runCli(data, 'backup', backup)).exitCode).toBe(0);
    expect(await move(floor.stages.offer, 'mutation-2')).toBe(true);
    expect((await runCli(data, 'erase', '--phone', '139 1234 5678', '--yes')).output).toContain('Erased.');

    const viewer = new LiveViewer(floor.boardId, admin);
    await viewer.connect(server);
    expect(viewer.cards.get(leadId)).toMatchObject({ name: '', stageId: floor.stages.offer });
    const refused = await runCli(data, 'restore', backup);
    expect(refused.exitCode).toBe(1);
    expect(refused.output).toContain(`process ${server.pid}`);

    const restored = await runCli(data, 'restore', backup, '--stop', '--json');
    expect(restored.exitCode).toBe(0);
    expect(await server.ended).toBe(0);
    const result = JSON.parse(restored.stdout) as Record<string, unknown>;
    expect(result).toMatchObject({ erasures: 1 });
    expect(statSync(String(result['replaced'])).size).toBeGreaterThan(0);

    server = await data.start();
    await viewer.connect(server);
    expect(viewer.snapshots, 'the cursor from before the restore is of no use').toBe(2);
    expect(viewer.cards.get(leadId)).toMatchObject({ name: '', stageId: floor.stages.contact });
  });

  it('refuses to restore what is no backup, and changes nothing', async () => {
    await server.stop();
    const file = join(data.dir, 'tideboard.db');
    const other = join(data.dir, 'other.db');
    writeFileSync(other, 'not a database, but long enough that one could think it was one');
    const before = statSync(file).ino;
    expect((await runCli(data, 'restore', other)).output).toContain('not a Tideboard database');
    const empty = new Sqlite(join(data.dir, 'empty.db'));
    empty.exec('create table something (id text)');
    empty.close();
    expect((await runCli(data, 'restore', join(data.dir, 'empty.db'))).output).toContain('not a backup of Tideboard');
    expect(statSync(file).ino).toBe(before);
  });

  it('names what it does not know, and what it needs', async () => {
    expect(await runCli(data, 'bakcup')).toMatchObject({ exitCode: 2, output: expect.stringContaining('no command') });
    expect(await runCli(data, 'erase', '--yes')).toMatchObject({ exitCode: 2 });
    expect(await runCli(data, 'backup', '--tofile', 'x')).toMatchObject({ exitCode: 2 });
    const reset = await runCli(data, 'reset-password', 'ada@example.com');
    expect(reset.output).toMatch(new RegExp(`^${server.url}/password/[\\w-]{40,}`));
  });
});
