import type { CliCommand } from '../cli/command.ts';
import { unknownCommand, type LoadCommand } from '../cli/load-command.ts';

/** The same commands inside the bundle, where there is no folder to look into: Vite lists them while it builds. */
const modules = import.meta.glob<{ command: CliCommand }>([
  '../cli/commands/*.ts',
  '!../cli/commands/help.ts',
  '!**/*.test.ts',
]);
const byName = new Map(
  Object.entries(modules).map(([path, load]) => [path.slice(path.lastIndexOf('/') + 1, -'.ts'.length), load] as const),
);

export const loadFromBundle: LoadCommand = async (name) => {
  const load = byName.get(name);
  if (!load) throw unknownCommand(name, [...byName.keys()].sort());
  return (await load()).command;
};
