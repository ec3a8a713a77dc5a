import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CliCommand } from './command.ts';
import { unknownCommand, type LoadCommand } from './load-command.ts';

const folder = join(import.meta.dirname, 'commands');

/** For the CLI's own process: every file of `commands` is a command. */
export const loadFromDisk: LoadCommand = async (name) => {
  const file = join(folder, `${name}.ts`);
  if (!/^[a-z][a-z-]*$/.test(name) || !existsSync(file)) throw unknownCommand(name, namesOnDisk());
  return ((await import(file)) as { command: CliCommand }).command;
};

export const namesOnDisk = (): string[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
