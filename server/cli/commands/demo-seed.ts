import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DAY_MS } from '#lib/domain/time/calendar.ts';
import { databaseFile, type Config } from '#lib/server/config/config.ts';
import { Refusal } from '#lib/server/operations/refusal.ts';
import { lockDataDir } from '../../lock.ts';
import { demoMarkOfFile, type DemoMark } from '../../simulation/demo-mark.ts';
import { seedDemo } from '../../simulation/seed-demo.ts';
import { readArgs, wrongUse, type Cli, type CliCommand } from '../command.ts';
import { withLocalContext } from '../local-context.ts';

const DAYS = 365;
const LEADS = 2_100;
const SEED = 20_260_901;
/** After this long most leads would have fallen into the pool by the clock. */
const STALE_DAYS = 4;

export const command: CliCommand = {
  name: 'demo-seed',
  summary: 'makes the sample sales floor of npm run demo in an empty folder',
  usage: `[--leads ${LEADS}] [--days ${DAYS}] [--seed ${SEED}] --data DIR
Lives through a year of a made-up sales floor, by the same commands as the pages. Does nothing where the sample is already.`,
  where: 'here',
  startsData: true,
  run: async (cli) => {
    const { config } = cli;
    const options = readOptions(cli);
    if (config.databaseUrl) {
      throw new Refusal('The sample has a folder of its own and is never put into PostgreSQL.', 'Unset DATABASE_URL.');
    }
    const { exists, mark } = demoMarkOfFile(config);
    if (mark) return tellKnown(cli, mark);
    if (exists) {
      throw new Refusal(
        `${config.dataDir} holds data that is not the demo's sample.`,
        'Nothing was changed. Name an empty folder: npm run demo -- --data DIR',
      );
    }
    await seedInto(cli, options);
  },
};

interface Options {
  leads: number;
  days: number;
  seed: number;
}

function readOptions({ args }: Cli): Options {
  const { values } = readArgs(command, args, {
    leads: { type: 'string' },
    days: { type: 'string' },
    seed: { type: 'string' },
  });
  const whole = (name: keyof typeof values, usual: number, most: number) => {
    const value = Number(values[name] ?? usual);
    if (Number.isInteger(value) && value >= 1 && value <= most) return value;
    throw wrongUse(command, `--${name} is a whole number from 1 to ${most}.`);
  };
  return {
    leads: whole('leads', LEADS, 9_000),
    days: whole('days', DAYS, 730),
    seed: whole('seed', SEED, 0xffff_ffff),
  };
}

/** Made beside its place and moved there when it is whole: whatever ends the process, no half sample is ever served. */
async function seedInto(cli: Cli, { leads, days, seed }: Options): Promise<void> {
  const { config } = cli;
  const lock = lockDataDir(config.dataDir, 'demo-seed');
  const partial: Config = { ...config, dataDir: join(config.dataDir, 'unfinished') };
  try {
    rmSync(partial.dataDir, { recursive: true, force: true });
    mkdirSync(partial.dataDir, { recursive: true });
    cli.print(`Making the sample sales floor: ${leads.toLocaleString('en')} leads over ${days} days …`);
    const began = performance.now();
    const where = { what: 'demo-seed', startsData: true, say: () => {} };
    const { commands } = await withLocalContext(partial, where, (context) =>
      seedDemo(context, {
        ...{ leads, days, seed },
        signal: cli.signal,
        onDay: (done) => cli.progress({ label: 'Simulated days', done, total: days }),
      }),
    );
    const leftover = `${databaseFile(partial)}-wal`;
    if (existsSync(leftover)) throw new Error(`${leftover} was not written back into the database`);
    renameSync(databaseFile(partial), databaseFile(config));
    const seconds = Math.round((performance.now() - began) / 1000);
    cli.print(`The sample is ready: ${commands.toLocaleString('en')} commands in ${seconds} s.`);
    cli.result({ leads, days, seed, commands, seconds });
  } catch (error) {
    if (!cli.signal.aborted) throw error;
    throw new Refusal('Stopped. The next npm run demo begins the sample anew.', '', 130);
  } finally {
    rmSync(partial.dataDir, { recursive: true, force: true });
    lock.release();
  }
}

function tellKnown({ config, print, result }: Cli, mark: DemoMark): void {
  const days = Math.floor((Date.now() - mark.until) / DAY_MS);
  if (days >= STALE_DAYS) {
    print(`The sample in ${config.dataDir} is ${days} days old; since then the clock has gone on.`);
    print('For a fresh one delete that folder and run npm run demo again.');
  }
  result({ ...mark, known: true });
}
