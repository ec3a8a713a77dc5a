import type { Context } from '../context/context.ts';
import { streamHead } from '../streams/stream.ts';
import { liveFacts } from './live-facts.ts';
import { knownMigrations } from './migrations.ts';

/** A check that writes costs a commit: answers this old are given again. */
const FRESH_MS = 2_000;
/** Twice the interval of polling: a reader that is further behind does not move. */
const BEHIND_MS = 2_000;
const LOOK_MS = 50;
const WRITE_MS = 3_000;

export const checks = ['database', 'migrations', 'streams'] as const;
export interface Readiness {
  ready: boolean;
  /** `ok`, or what is wrong; never a cause with a path or an address in it. */
  checks: Record<(typeof checks)[number], string>;
}

const answers = new WeakMap<Context['db'], { at: number; readiness: Promise<Readiness> }>();

/** Whether this server can do its work: write, know its tables, and follow the streams. */
export function readiness(context: Context): Promise<Readiness> {
  const last = answers.get(context.db);
  if (last && performance.now() - last.at < FRESH_MS) return last.readiness;
  const next = check(context);
  answers.set(context.db, { at: performance.now(), readiness: next });
  return next;
}

async function check(context: Context): Promise<Readiness> {
  const [database, migrations, streams] = await Promise.all([
    outcome(context, () => canWrite(context)),
    outcome(context, () => migrationsKnown(context)),
    outcome(context, () => streamsRead(context)),
  ]);
  const result = { database, migrations, streams };
  return { ready: checks.every((name) => result[name] === 'ok'), checks: result };
}

async function outcome(context: Context, work: () => Promise<string>): Promise<string> {
  try {
    return await work();
  } catch (error) {
    context.log.warn({ err: error }, 'a readiness check failed');
    return 'failed';
  }
}

async function canWrite({ db, now }: Context): Promise<string> {
  const write = db.transaction((tx) =>
    tx.run(
      `insert into settings (key, value) values ('readiness.writtenAt', ?) on conflict (key) do update set value = excluded.value`,
      [JSON.stringify(now())],
    ),
  );
  write.catch(() => {});
  const late = new Promise<'slow'>((resolve) => setTimeout(() => resolve('slow'), WRITE_MS).unref());
  return (await Promise.race([write.then(() => 'ok'), late])) === 'ok' ? 'ok' : 'slow';
}

/** On PostgreSQL a newer node may have changed the tables under this one. */
async function migrationsKnown({ db, config }: Context): Promise<string> {
  const table = db.engine === 'postgres' ? 'drizzle.__drizzle_migrations' : '__drizzle_migrations';
  const row = await db.read.get<{ last: number | string }>(`select max(created_at) as "last" from ${table}`);
  const { last } = knownMigrations(config);
  const applied = Number(row?.last ?? 0);
  return applied === last ? 'ok' : applied > last ? 'newer' : 'missing';
}

async function streamsRead(context: Context): Promise<string> {
  const live = liveFacts(context);
  if (!live) return 'ok';
  const heads = new Map<string, number>();
  for (const id of (await live.positions()).keys()) heads.set(id, (await streamHead(context.db.read, id)).seq);
  for (const until = performance.now() + BEHIND_MS; ;) {
    const positions = await live.positions();
    // A stream that nobody looks at any more is not read any more.
    const behind = [...heads].some(([id, seq]) => (positions.get(id) ?? seq) < seq);
    if (!behind) return 'ok';
    if (performance.now() > until) return 'behind';
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
