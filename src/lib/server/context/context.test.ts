import { pino } from 'pino';
import { expect, it } from 'vitest';
import { readConfig } from '../config/config.ts';
import type { Database } from '../db/database.ts';
import { createContext } from './context.ts';

it('ids made within one millisecond sort in the order in which they were made', () => {
  const context = createContext({
    config: readConfig({}),
    db: { onAnnounced: () => {} } as unknown as Database,
    log: pino({ level: 'silent' }),
    epoch: 'test',
    now: () => 1_700_000_000_000,
  });
  const ids = Array.from({ length: 1_000 }, () => context.newId());
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(1_000);
});
