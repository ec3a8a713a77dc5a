import { componentDoors, doors } from './doors-between-areas.ts';
import { isBelow, isIn, isPackage, type Import, type Target } from './source-tree.ts';

export interface Floor {
  /** Which files the rule binds. */
  binds: (path: string) => boolean;
  /** Which of their imports it refuses. */
  refuses: (target: Target, from: string) => boolean;
  /** Completes "x imports y:" and says where the import belongs instead. */
  says: string;
}

const isTest = (path: string): boolean => /\.(test|spec|e2e)\.ts$/.test(path) || isBelow(path, 'tests');
const below =
  (...folders: string[]) =>
  (path: string): boolean =>
    isBelow(path, ...folders) && !isTest(path);

/** Libraries without input, output, clock or chance. */
const pureLibraries = ['fractional-indexing', 'temporal-polyfill', 'libphonenumber-js', 'pinyin-pro'];
const serverTools = ['config', 'context', 'db', 'streams'];
/** From the ground up: controls, the frame around every page; the areas stand on both. */
const sharedComponents = ['ui', 'shell'];

const folderIn = (parent: string, path: string): string | null => {
  const [, room = null] = path.startsWith(`${parent}/`) ? (/^([^/]+)\//.exec(path.slice(parent.length + 1)) ?? []) : [];
  return room;
};
const serverRoom = (path: string): string | null => folderIn('src/lib/server', path);
const componentRoom = (path: string): string | null => folderIn('src/lib/components', path);
const isArea = (room: string | null): room is string => room !== null && ![...serverTools, 'http'].includes(room);

/** Code that never reaches a browser. */
const runsOnServer = (path: string): boolean =>
  isBelow(path, 'src/lib/server', 'server', 'src/hooks.server.ts', 'src/app.d.ts') ||
  /(^|\/)\+?[\w-]*\.?server\.(ts|js)$/.test(path);

export const floors: Floor[] = [
  {
    binds: below('src/lib/domain'),
    refuses: (target) =>
      target.kind === 'package' ? !isPackage(target, ...pureLibraries) : !isIn(target, 'src/lib/domain'),
    says: 'a domain rule is pure and knows only the domain. Hand it the value as an argument, or move the code to the use-case in src/lib/server/<area>.',
  },
  {
    binds: below('src/lib/contract'),
    refuses: (target) =>
      target.kind === 'package' ? !isPackage(target, 'zod') : !isIn(target, 'src/lib/contract', 'src/lib/domain'),
    says: 'the contract is what crosses the wire: schemas (zod) over domain types. What computes belongs in src/lib/domain, what reads in src/lib/server/<area>.',
  },
  {
    binds: below('src/lib/server'),
    refuses: (target) =>
      isPackage(target, '$app', 'socket.io', 'engine.io') ||
      isIn(target, 'server', 'src/routes', 'src/hooks.server.ts'),
    says: 'a use-case does not know which door called it. Take what you need from the context or as input; pages belong in src/routes, sockets in server/realtime.',
  },
  {
    binds: below('src/lib/server'),
    refuses: (target) => isIn(target, 'src/lib/components', 'src/lib/state'),
    says: 'the server imports nothing of the browser. What both need is a pure rule (src/lib/domain) or a wire type (src/lib/contract).',
  },
  {
    binds: (path) => below('src/lib/server')(path) && !isBelow(path, 'src/lib/server/http'),
    refuses: (target) => isPackage(target, '@sveltejs/kit'),
    says: 'only src/lib/server/http knows SvelteKit. Throw a DomainError here; http/ turns it into an answer.',
  },
  {
    binds: (path) =>
      below('src', 'server')(path) &&
      (!isBelow(path, 'src/lib/server') || ['config', 'context', 'http'].includes(serverRoom(path) ?? '')),
    refuses: (target) => isPackage(target, 'drizzle-orm', '@lucia-auth/adapter-drizzle'),
    says: 'only src/lib/server/{db,streams,auth,<area>} know the query builder. Write a read or a command in its area and call that.',
  },
  {
    binds: (path) => below('src', 'server')(path) && !isBelow(path, 'src/lib/server/auth'),
    refuses: (target) => isPackage(target, 'lucia'),
    says: 'lucia stands behind src/lib/server/auth alone, so that it can be replaced. Call auth/sessions.ts.',
  },
  {
    binds: (path) => below('src', 'server')(path) && !isBelow(path, 'server/realtime'),
    refuses: (target) => isPackage(target, 'socket.io', 'engine.io'),
    says: 'sockets live in server/realtime only. Append an event to a stream; the tailer brings it to the screens.',
  },
  {
    binds: (path) => (below('server')(path) || below('src/lib/server')(path)) && !isBelow(path, 'server/collab'),
    refuses: (target) => isPackage(target, 'ws', 'yjs', 'y-protocols', 'lib0'),
    says: 'notes written together live in server/collab only.',
  },
  {
    binds: (path) => below('src')(path) && path !== 'src/hooks.server.ts',
    refuses: (target) => isIn(target, 'server'),
    says: 'src reaches server/ only through src/hooks.server.ts: anything else would put a second copy, or a secret, into the bundle. Put shared code in src/lib/server.',
  },
  {
    binds: below('server'),
    refuses: (target) => isIn(target, 'src/routes', 'src/lib/components', 'src/lib/state'),
    says: 'the doors in server/ do not know the pages. Share the use-case in src/lib/server/<area> instead.',
  },
  {
    binds: (path) => below('src')(path) && !runsOnServer(path),
    refuses: (target) => isIn(target, 'src/lib/server') || isPackage(target, 'node:'),
    says: 'this runs in a browser. Load the data in a +page.server.ts or from the API; types that cross the wire belong in src/lib/contract.',
  },
  {
    binds: below('src', 'server'),
    refuses: (target) => isIn(target, 'scripts', 'tests'),
    says: 'scripts and tests stand outside the application. Move the code to where the application needs it.',
  },
  {
    binds: below('src', 'server'),
    refuses: (target) => isPackage(target, '$env', '$app/stores'),
    says: 'settings come from src/lib/server/config, page state from $app/state.',
  },
  {
    binds: (path) => serverTools.includes(serverRoom(path) ?? '') && !isTest(path),
    refuses: (target) =>
      target.kind === 'file' && isIn(target, 'src/lib/server') && !serverTools.includes(serverRoom(target.path) ?? ''),
    says: 'tools do not know the areas that use them. Let the area hand in what the tool needs, or move this file to the area.',
  },
  {
    binds: (path) => isArea(serverRoom(path)) && !isTest(path),
    refuses: (target, from) =>
      target.kind === 'file' &&
      crosses(serverRoom(from), serverRoom(target.path)) &&
      !isDoor(doors, 'src/lib/server', target.path),
    says: 'this is the inside of another area. Use what that area offers (tests/architecture/doors-between-areas.ts), a pure rule in src/lib/domain or an event; a new door needs a row with its reason there.',
  },
  {
    binds: (path) => componentRoom(path) !== null && !isTest(path),
    refuses: (target, from) =>
      target.kind === 'file' &&
      reachesAcross(componentRoom(from), componentRoom(target.path)) &&
      !isDoor(componentDoors, 'src/lib/components', target.path),
    says: 'this is a component of another area. What several areas show belongs in src/lib/components/ui, what brings them together in the page.',
  },
  {
    binds: below('src', 'server'),
    refuses: (target) => target.kind === 'file' && !/(\.(ts|js|svelte|css|json|svg|wasm)|\/\$types)$/.test(target.path),
    says: 'write the file name with its extension: plain node resolves nothing else.',
  },
];

const crosses = (from: string | null, to: string | null): boolean => isArea(from) && isArea(to) && from !== to;

/** Up from a shared room, or sideways into another area. */
function reachesAcross(from: string | null, to: string | null): boolean {
  if (from === null || to === null || from === to) return false;
  const [low, high] = [sharedComponents.indexOf(to), sharedComponents.indexOf(from)];
  return low === -1 || (high !== -1 && low > high);
}
const isDoor = (table: { module: string }[], folder: string, path: string): boolean =>
  table.some(({ module }) => path === `${folder}/${module}`);

/** A sentence for each rule the import breaks. */
export function judge({ from, specifier, target }: Import): string[] {
  return floors
    .filter(({ binds, refuses }) => binds(from) && refuses(target, from))
    .map(({ says }) => `${from} imports ${specifier}: ${says}`);
}
