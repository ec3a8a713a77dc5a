import { describe, expect, it } from 'vitest';
import { isStorageAway } from './storage-away.ts';
import { isStorageFull } from './storage-full.ts';

const coded = (code: string, cause?: Error) => Object.assign(new Error('x', { cause }), { code });

describe('whether the database is only away', () => {
  it.each(['57P01', '57P02', '57P03', '08000', '08003', '08006', '53300', '25006', '40P01', '28P01'])(
    'PostgreSQL %s passes',
    (code) => expect(isStorageAway(new Error('query failed', { cause: coded(code) }))).toBe(true),
  );
  it.each(['SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT', 'SQLITE_IOERR', 'SQLITE_IOERR_FSYNC', 'ECONNREFUSED', 'ECONNRESET'])(
    '%s passes',
    (code) => expect(isStorageAway(coded(code))).toBe(true),
  );
  it.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'Client has encountered a connection error and is not queryable',
    'Cannot use a pool after calling end on the pool',
  ])('"%s" passes', (message) => expect(isStorageAway(new Error(message))).toBe(true));

  it.each(['23505', '22021', '42P01', '42703', 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_ERROR', 'SQLITE_CORRUPT', 'ENOENT'])(
    '%s is a mistake: sending the change again would never end',
    (code) => expect(isStorageAway(coded(code))).toBe(false),
  );
  it('is not fooled by what is no error, nor by causes that go in circles', () => {
    const round = new Error('a');
    round.cause = round;
    expect([round, null, 'ECONNREFUSED', { code: '08006' }, new TypeError('x')].some(isStorageAway)).toBe(false);
  });
  it('a full disk stays what it is', () => {
    expect(isStorageFull(coded('53100'))).toBe(true);
  });
});
