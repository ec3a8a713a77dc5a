import { describe, expect, it } from 'vitest';
import { CallGraph, type Unit } from './call-graph.ts';
import { openDoors } from './open-doors.ts';
import { readSource, sourceFiles } from './source-tree.ts';

/** X1: one module decides. What a viewer sees of a board (audience.ts) and what a wall shows are parts of it. */
const POLICY = ['policy', 'audience', 'wall-rights'].map((name) => `src/lib/domain/access/${name}.ts`);

const files = sourceFiles('src', 'server').filter((path) => path.endsWith('.ts') && !path.includes('.test.'));
const graph = new CallGraph(new Map(files.map((path) => [path, readSource(path)])));

const isDoor = (path: string): boolean =>
  /^src\/routes\/.*\+(server|page\.server|layout\.server)\.ts$/.test(path) ||
  path === 'src/lib/server/command-list.ts' ||
  /^server\/realtime\/serve-[a-z]+\.ts$/.test(path);

/** Every way in: an endpoint's method, a page's load, each of its actions, each command by name, each kind of socket. */
const doors = files
  .filter(isDoor)
  .flatMap((path) => graph.exportsOf(path))
  .filter(({ path, name }) => path !== 'src/lib/server/command-list.ts' || name.startsWith('commands.'))
  .filter(({ path, name }) => !path.startsWith('server/realtime') || name.startsWith('serve'));
const nameOf = ({ path, name }: Unit): string => `${path.replace('src/routes/', '')} ${name}`;

describe('[X1] every door', () => {
  it('is found', () => {
    expect(doors.length).toBeGreaterThan(70);
    expect(doors.map(nameOf)).toEqual(
      expect.arrayContaining([
        'api/leads/[leadId]/contact/+server.ts POST',
        '(app)/settings/people/+page.server.ts actions.disable',
        'src/lib/server/command-list.ts commands.claimLead',
        'server/realtime/serve-boards.ts serveBoards',
      ]),
    );
  });

  it('asks the policy, or stands in the list of open doors with its reason', () => {
    const silent = doors.filter((door) => !graph.reaches(door, POLICY)).map(nameOf);
    expect(silent.filter((name) => !(name in openDoors))).toEqual([]);
  });

  it('in the list of open doors exists and asks nothing', () => {
    const names = new Set(doors.filter((door) => !graph.reaches(door, POLICY)).map(nameOf));
    expect(Object.keys(openDoors).filter((name) => !names.has(name))).toEqual([]);
    expect(Object.values(openDoors).filter((why) => why.length < 20)).toEqual([]);
  });
});

describe('what a door reaches', () => {
  const of = (text: string) =>
    new CallGraph(
      new Map([
        ['src/routes/a/+server.ts', text],
        [
          'src/lib/server/a/ask.ts',
          `import { canSee } from '#lib/domain/access/policy.ts';
           export const ask = (actor) => canSee(actor); export const silent = () => 1;`,
        ],
      ]),
    ).reaches({ path: 'src/routes/a/+server.ts', name: 'GET' }, POLICY);

  it.each([
    [`import { ask } from '#lib/server/a/ask.ts'; export const GET = () => ask(1);`, true],
    [
      `import { ask as asked } from '#lib/server/a/ask.ts'; const inner = () => asked(1); export const GET = inner;`,
      true,
    ],
    [`import { silent } from '#lib/server/a/ask.ts'; export const GET = () => silent();`, false],
    [
      `import { ask } from '#lib/server/a/ask.ts'; export const GET = () => 1; export const POST = () => ask(1);`,
      false,
    ],
    [`import type { canSee } from '#lib/domain/access/policy.ts'; export const GET = () => 1;`, false],
    [`import { ask } from '#lib/server/a/ask.ts'; export const GET = (x) => x.ask();`, false],
  ])('is seen by declaration: %s', (text, asks) => expect(of(text)).toBe(asks));
});
