import { isAbsolute, join, resolve } from 'node:path';
import { readConfig, type Config } from '#lib/server/config/config.ts';
import { Refusal } from '#lib/server/operations/refusal.ts';
import { connectToServer } from '../control/control-client.ts';
import type { Cli, CliCommand } from './command.ts';
import { loadFromDisk } from './commands-on-disk.ts';
import { explainFailure } from './explain-failure.ts';
import { withLocalContext } from './local-context.ts';
import { openTerminal, type Terminal } from './terminal.ts';

/**
 * `npm run tideboard -- <command>`: runs on node alone, which strips the types; nothing here may import what only the
 * build can compile. While a server holds the data the command runs inside it (control/), otherwise here.
 */
interface Invocation {
  name: string;
  args: string[];
  json: boolean;
  dataDir: string | null;
}

/** npm changes to the project's folder; paths are meant as seen from where they were typed. */
const typedIn = process.env['INIT_CWD'] ?? process.cwd();
const fromTyped = (path: string) => (isAbsolute(path) ? path : resolve(typedIn, path));

function readInvocation(words: readonly string[]): Invocation {
  const invocation: Invocation = { name: 'help', args: [], json: false, dataDir: null };
  let named = false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === '--json') invocation.json = true;
    else if (word === '--help' || word === '-h') {
      if (named) invocation.args = [invocation.name];
      invocation.name = 'help';
      return invocation;
    } else if (word === '--data' || word.startsWith('--data=')) {
      const value = word.startsWith('--data=') ? word.slice('--data='.length) : words[++at];
      if (!value) throw new Refusal('--data needs a folder.', 'For example: --data /srv/tideboard', 2);
      invocation.dataDir = fromTyped(value);
    } else if (named) invocation.args.push(word);
    else {
      invocation.name = word;
      named = true;
    }
  }
  return invocation;
}

function configFor({ dataDir }: Invocation): Config {
  const migrations = join(import.meta.dirname, '..', '..', 'drizzle');
  try {
    return readConfig({
      TIDEBOARD_MIGRATIONS: migrations,
      ...process.env,
      ...(dataDir ? { TIDEBOARD_DATA: dataDir } : {}),
    });
  } catch (error) {
    throw new Refusal(
      `The settings in the environment are wrong: ${(error as Error).message}`,
      'See docs/operations.md.',
      2,
    );
  }
}

async function run(invocation: Invocation, terminal: Terminal): Promise<number> {
  const command = await loadFromDisk(invocation.name);
  const config = configFor(invocation);
  const aborted = new AbortController();
  const stop = () => {
    if (aborted.signal.aborted) process.exit(130);
    aborted.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  if (command.where !== 'here' && !config.databaseUrl) {
    const answer = await runInServer(command, invocation, config, terminal, aborted.signal);
    if (answer !== null) return answer;
  }
  const cli: Cli = {
    args: invocation.args,
    config,
    json: invocation.json,
    server: null,
    signal: aborted.signal,
    path: fromTyped,
    withContext: (work) =>
      withLocalContext(
        config,
        { what: command.name, startsData: command.startsData ?? false, say: (line) => terminal.print(line) },
        work,
      ),
    print: (line) => terminal.print(line),
    progress: (state) => terminal.progress(state),
    result: (value) => terminal.result(value),
  };
  return (await command.run(cli)) ?? 0;
}

/** Null when no server holds the data. */
async function runInServer(
  command: CliCommand,
  { args, json }: Invocation,
  config: Config,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number | null> {
  const connection = await connectToServer(config.dataDir);
  if (!connection) return null;
  signal.addEventListener('abort', () => connection.close());
  return connection.run({ command: command.name, args, cwd: typedIn, json }, (reply) => {
    if (reply.kind === 'print') terminal.print(reply.line);
    else if (reply.kind === 'progress') terminal.progress(reply.state);
    else if (reply.kind === 'result') terminal.result(reply.value);
    else if (reply.kind === 'failed') terminal.complain(reply.message, reply.advice);
  });
}

// `| head` and the like stop reading when they have enough: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});
const terminal = openTerminal(process.argv.includes('--json'));
try {
  process.exitCode = await run(readInvocation(process.argv.slice(2)), terminal);
} catch (error) {
  const { message, advice, exitCode } = explainFailure(error);
  terminal.complain(message, advice);
  process.exitCode = exitCode;
} finally {
  terminal.finish();
}
