import { expect, it } from 'vitest';
import { Connection } from './connection.svelte.ts';

it('a page that is still being made has lost no connection since 1970', () => {
  const nothing = () => {};
  const connection = new Connection({
    personId: 'me',
    onTime: nothing,
    onSignedOut: nothing,
    onOutdated: nothing,
    now: () => 1_790_000_000_000,
  });
  expect(connection.shown(0)).toEqual({ kind: 'reconnecting', since: 1_790_000_000_000 });
});
