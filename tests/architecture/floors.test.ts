import { describe, expect, it } from 'vitest';
import { componentDoors, doors } from './doors-between-areas.ts';
import { floors, judge } from './floors.ts';
import { importsOf, readSource, resolve, sourceFiles } from './source-tree.ts';

const files = sourceFiles('src', 'server');
const imports = files.flatMap((path) => importsOf(path, readSource(path)));
const verdict = (from: string, specifier: string): string[] =>
  judge({ from, specifier, target: resolve(from, specifier) });

describe('the floors', () => {
  it('find the sources they are to hold', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(imports.filter(({ from }) => from.endsWith('.svelte')).length).toBeGreaterThan(20);
  });

  it('hold: imports go down only', () => {
    expect(imports.flatMap(judge)).toEqual([]);
  });

  it('lists no door that nobody uses any more', () => {
    const used = new Set(
      imports.flatMap(({ from, target }) =>
        target.kind === 'file' && from.split('/')[3] !== target.path.split('/')[3] ? [target.path] : [],
      ),
    );
    const unused = [
      ...doors.map(({ module }) => `src/lib/server/${module}`),
      ...componentDoors.map(({ module }) => `src/lib/components/${module}`),
    ].filter((path) => !used.has(path));
    expect(unused).toEqual([]);
  });
});

/** Every rule is shown once to refuse, so that a rule that has stopped working is noticed. */
const refused: [from: string, specifier: string, part: string][] = [
  ['src/lib/domain/board/rank.ts', 'node:fs', 'a domain rule is pure'],
  ['src/lib/domain/board/rank.ts', 'zod', 'a domain rule is pure'],
  ['src/lib/domain/board/rank.ts', '#lib/contract/protocol.ts', 'a domain rule is pure'],
  ['src/lib/contract/board/card.ts', 'pg', 'the contract is what crosses the wire'],
  ['src/lib/contract/board/card.ts', '#lib/server/db/database.ts', 'the contract is what crosses the wire'],
  ['src/lib/server/board/move-lead.ts', '$app/state', 'does not know which door called it'],
  ['src/lib/server/board/move-lead.ts', '../../../../server/runtime.ts', 'does not know which door called it'],
  ['src/lib/server/board/move-lead.ts', '#lib/state/toasts.svelte.ts', 'nothing of the browser'],
  ['src/lib/server/board/move-lead.ts', '@sveltejs/kit', 'only src/lib/server/http knows SvelteKit'],
  ['src/lib/server/http/answer.ts', 'drizzle-orm', 'know the query builder'],
  ['server/scheduler/run.ts', 'drizzle-orm/pg-core', 'know the query builder'],
  ['src/hooks.server.ts', 'lucia', 'behind src/lib/server/auth alone'],
  ['server/app.ts', 'socket.io', 'sockets live in server/realtime only'],
  ['server/realtime/realtime.ts', 'yjs', 'server/collab only'],
  ['src/routes/+page.server.ts', '../../server/runtime.ts', 'only through src/hooks.server.ts'],
  ['server/cli/index.ts', '../../src/routes/(app)/page-data.ts', 'do not know the pages'],
  ['src/lib/components/board/Card.svelte', '#lib/server/db/database.ts', 'this runs in a browser'],
  ['src/routes/(app)/+page.ts', 'node:fs', 'this runs in a browser'],
  ['server/app.ts', '../scripts/starter/say.mjs', 'stand outside the application'],
  ['src/routes/+layout.svelte', '$app/stores', 'page state from $app/state'],
  ['src/lib/server/config/config.ts', '$env/dynamic/private', 'settings come from'],
  ['src/lib/server/streams/tailer.ts', '../board/move-lead.ts', 'tools do not know the areas'],
  ['src/lib/server/metrics/funnel.ts', '../board/move-lead.ts', 'the inside of another area'],
  ['src/lib/components/metrics/Funnel.svelte', '#lib/components/board/Card.svelte', 'a component of another area'],
  ['src/lib/components/ui/Button.svelte', '#lib/components/board/Card.svelte', 'a component of another area'],
  ['src/lib/components/ui/Button.svelte', '#lib/components/shell/TopBar.svelte', 'a component of another area'],
  ['src/lib/components/shell/TopBar.svelte', '#lib/components/board/Card.svelte', 'a component of another area'],
  ['src/lib/state/board.svelte.ts', '#lib/contract/protocol', 'with its extension'],
];

const allowed: [from: string, specifier: string][] = [
  ['src/lib/domain/board/rank.ts', 'fractional-indexing'],
  ['src/lib/domain/board/rank.ts', '../errors.ts'],
  ['src/lib/domain/board/rank.test.ts', 'fast-check'],
  ['src/lib/contract/board/card.ts', 'zod'],
  ['src/lib/server/metrics/funnel.ts', '../board/board-config.ts'],
  ['src/lib/server/board/create-board.ts', 'drizzle-orm'],
  ['src/lib/server/http/answer.ts', '@sveltejs/kit'],
  ['src/lib/components/board/Card.svelte', '#lib/components/ui/Button.svelte'],
  ['src/lib/components/board/Card.svelte', '#lib/components/shell/TopBar.svelte'],
  ['src/lib/components/shell/TopBar.svelte', '#lib/components/ui/Button.svelte'],
  ['src/routes/(app)/+page.server.ts', '#lib/server/board/boards-list.ts'],
  ['src/routes/api/sync/+server.ts', 'node:zlib'],
  ['src/routes/(app)/+page.svelte', './$types'],
  ['src/hooks.server.ts', '../server/runtime.ts'],
  ['server/realtime/realtime.ts', 'socket.io'],
  ['server/collab/room.ts', 'yjs'],
];

describe('each rule', () => {
  it.each(refused)('%s may not import %s', (from, specifier, part) => {
    expect(verdict(from, specifier).join('\n')).toContain(part);
  });

  it.each(allowed)('%s may import %s', (from, specifier) => {
    expect(verdict(from, specifier)).toEqual([]);
  });

  it('is shown above to refuse something', () => {
    const shown = refused.map(([, , part]) => part);
    expect(floors.filter(({ says }) => !shown.some((part) => says.includes(part)))).toEqual([]);
  });
});
