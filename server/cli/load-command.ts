import { Refusal } from '#lib/server/operations/refusal.ts';
import type { CliCommand } from './command.ts';

/** Finds a command by its name. Each is loaded when it is asked for: a broken one breaks no other. */
export type LoadCommand = (name: string) => Promise<CliCommand>;

export const unknownCommand = (name: string, known: readonly string[]): Refusal =>
  new Refusal(`Tideboard has no command “${name}”.`, `It has: ${known.join(', ')}. More: npm run tideboard -- help`, 2);
