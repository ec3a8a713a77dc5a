import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { Config } from '#lib/server/config/config.ts';
import type { Context } from '#lib/server/context/context.ts';
import { Refusal } from '#lib/server/operations/refusal.ts';

/** A file in server/cli/commands exports one of these as `command`; the file has the command's name. */
export interface CliCommand {
  name: string;
  /** One line for `tideboard help`. */
  summary: string;
  /** What follows the name, and what the options mean; printed by `tideboard help NAME`. */
  usage: string;
  /**
   * `server`: runs inside the server that holds the data, here when none does. `here`: always in the process that was
   * typed in. Left out: `server`.
   */
  where?: 'server' | 'here';
  /** Makes a database where there is none; others refuse, since a misspelt folder would look like an empty workspace. */
  startsData?: boolean;
  /** Answers the exit code; nothing means 0. Throw a Refusal for what the reader can mend. */
  run(cli: Cli): Promise<number | void>;
}

export interface Progress {
  label: string;
  done: number;
  /** Null: not known. */
  total: number | null;
}

export interface Cli {
  /** What followed the command's name, without the options that every command has. */
  readonly args: readonly string[];
  readonly config: Config;
  readonly json: boolean;
  /** The server that runs this command; null: the data is free, and this process opens it. */
  readonly server: ServerControl | null;
  /** Aborted by Ctrl-C and when the terminal goes away: stop at the next safe point. */
  readonly signal: AbortSignal;
  /** A path as it was typed, seen from where it was typed. */
  path(typed: string): string;
  /** The live context of the running server, or one opened for this command; it is open until `work` has ended. */
  withContext<T>(work: (context: Context) => Promise<T>): Promise<T>;
  /** A line for people; with --json it goes to stderr. */
  print(line: string): void;
  /** Replaces the line before it on a terminal. */
  progress(state: Progress): void;
  /** What --json prints. */
  result(value: unknown): void;
}

/** What a command may ask of the server it runs in. */
export interface ServerControl {
  readonly address: string | null;
  readonly startedAt: number;
  /** Ends the server as SIGTERM does, after the answer has been sent. */
  stop(): void;
}

type Options = NonNullable<ParseArgsConfig['options']>;

/**
 * Splits a command's arguments. An unknown option is refused with the command's usage, never passed over.
 * @param positionals how many may stand beside the options
 */
export function readArgs<const O extends Options>(
  command: CliCommand,
  args: readonly string[],
  options: O,
  positionals: { min: number; max: number } = { min: 0, max: 0 },
) {
  let parsed;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw wrongUse(command, (error as Error).message.split('\n')[0]!);
  }
  const { length } = parsed.positionals;
  if (length < positionals.min) throw wrongUse(command, 'Something is missing.');
  if (length > positionals.max) throw wrongUse(command, `“${parsed.positionals[positionals.max]}” is too much.`);
  return parsed;
}

export const wrongUse = (command: Pick<CliCommand, 'name' | 'usage'>, message: string): Refusal =>
  new Refusal(message, usageOf(command), 2);

export const usageOf = ({ name, usage }: Pick<CliCommand, 'name' | 'usage'>): string =>
  `Usage: npm run tideboard -- ${name} ${usage}`;

/** Where links lead: as people reach the server, or as it would be reached when started like this. */
export const addressOf = ({ config, server }: Cli): string =>
  config.origin ?? server?.address ?? `http://${config.host}:${config.port}`;
