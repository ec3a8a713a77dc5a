import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DomainError } from '#lib/domain/errors.ts';
import type { Tx } from './database.ts';
import { SqliteWriter } from './sqlite-writer.ts';

const ioError = (from: string) => Object.assign(new Error(`disk I/O error at ${from}`), { code: 'SQLITE_IOERR_WRITE' });

/** A connection whose statements fail when the test says so, the `after`-th time they run from then on. */
class FaultyDisk {
  readonly connection = new Sqlite(':memory:');
  #faults = new Map<string, { after: number; times: number }>();

  constructor() {
    this.connection.exec('create table kept (n integer primary key)');
  }
  fail(sql: string, { after = 0, times = 1 } = {}): void {
    this.#faults.set(sql, { after, times });
  }
  #check(sql: string): void {
    const fault = this.#faults.get(sql);
    if (!fault || fault.after-- > 0 || fault.times-- <= 0) return;
    throw ioError(sql);
  }
  get proxy(): Sqlite.Database {
    const check = (sql: string) => this.#check(sql);
    const { connection } = this;
    return new Proxy(connection, {
      get(target, name) {
        if (name === 'prepare')
          return (sql: string) => {
            const statement = connection.prepare(sql);
            return { run: () => (check(sql), statement.run()) };
          };
        if (name === 'exec') return (sql: string) => (check(sql), connection.exec(sql));
        return Reflect.get(target, name, target) as unknown;
      },
    });
  }
  rows = (): number[] =>
    (this.connection.prepare('select n from kept order by n').all() as { n: number }[]).map(({ n }) => n);
}

let disk: FaultyDisk;
let writer: SqliteWriter;
beforeEach(() => {
  disk = new FaultyDisk();
  writer = new SqliteWriter(
    disk.proxy,
    (life) => ({ afterCommit: (action: () => void) => life.actions.push(action) }) as unknown as Tx,
  );
});
afterEach(() => void disk.connection.close());

// eslint-disable-next-line @typescript-eslint/require-await
const keep = (n: number) => async (tx: Tx) => {
  tx.afterCommit(() => told.push(n));
  disk.connection.prepare('insert into kept values (?)').run(n);
  return n;
};
const refuse = () => Promise.reject(new DomainError('no', 'no'));
let told: number[];
beforeEach(() => void (told = []));

describe('a disk that fails under the writer', () => {
  it.each(['begin immediate', 'savepoint command', 'release command', 'commit'])(
    'at "%s": everybody is answered, nothing half is kept, and the writer goes on',
    async (sql) => {
      disk.fail(sql, { after: sql === 'savepoint command' || sql === 'release command' ? 1 : 0 });
      const answers = await Promise.allSettled([1, 2, 3].map((n) => writer.run(keep(n))));
      const kept = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
      expect(answers.some(({ status }) => status === 'rejected')).toBe(true);
      expect(disk.rows()).toEqual(kept);
      expect(told).toEqual(kept);
      expect(disk.connection.inTransaction).toBe(false);
      expect(await writer.run(keep(9))).toBe(9);
      expect(disk.rows()).toEqual([...kept, 9]);
    },
  );

  it('at "rollback to": the refused command takes nothing of itself into the commit of the others', async () => {
    disk.fail('rollback to command');
    const half = async (tx: Tx) => {
      await keep(2)(tx);
      return refuse();
    };
    const answers = await Promise.allSettled([writer.run(keep(1)), writer.run(half), writer.run(keep(3))]);
    expect(answers[1].status).toBe('rejected');
    expect(disk.rows()).not.toContain(2);
    expect(disk.rows()).toEqual(answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : [])));
    expect(await writer.run(keep(9))).toBe(9);
  });

  it('when not even the rollback works: refuses until it does, and never commits what it refused', async () => {
    disk.fail('commit');
    disk.fail('rollback', { times: 3 });
    await expect(writer.run(keep(1))).rejects.toThrow('disk I/O error');
    await expect(writer.run(keep(2))).rejects.toThrow('disk I/O error at rollback');
    await expect(writer.run(keep(3))).rejects.toThrow('disk I/O error at rollback');
    expect(await writer.run(keep(4))).toBe(4);
    expect(disk.rows()).toEqual([4]);
    expect(told).toEqual([4]);
  });

  it('something that wants to hear of the commit and fails harms no other command', async () => {
    const answers = await Promise.allSettled([
      // eslint-disable-next-line @typescript-eslint/require-await
      writer.run(async (tx) => {
        tx.afterCommit(() => {
          throw new Error('deaf');
        });
        return 1;
      }),
      writer.run(keep(2)),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    expect(told).toEqual([2]);
  });

  it('says of a closed database that the change is to be sent again', async () => {
    await writer.close();
    await expect(writer.run(keep(1))).rejects.toMatchObject({ code: 'DATABASE_CLOSED' });
  });
});
