/**
 * Why the server or a CLI command cannot go on, for the person at the terminal: what happened, and what to do about it.
 * Printed without a stack.
 */
export class Refusal extends Error {
  readonly advice: string;
  /** 1: it could not be done; 2: the command was written wrongly. */
  readonly exitCode: number;

  constructor(message: string, advice = '', exitCode = 1) {
    super(message);
    this.name = 'Refusal';
    this.advice = advice;
    this.exitCode = exitCode;
  }
}

/** By name and not by `instanceof`: the bundle and the shell around it each have a copy of the class. */
export const isRefusal = (error: unknown): error is Refusal => error instanceof Error && error.name === 'Refusal';

/** Failures of the file system that somebody at the terminal can mend; anything else is handed back as it is. */
export function explainFileError(error: unknown, path: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'SQLITE_FULL':
      return new Refusal(
        `The disk is full: ${path} cannot be written.`,
        'Free some space and try again; nothing was lost.',
      );
    case 'EACCES':
    case 'EPERM':
    case 'SQLITE_READONLY':
    case 'SQLITE_READONLY_DIRECTORY':
    case 'SQLITE_CANTOPEN':
      return new Refusal(
        `This user may not write ${path}.`,
        'Give the user that runs Tideboard this folder, or name another one with --data DIR.',
      );
    case 'EROFS':
      return new Refusal(`${path} is on a file system that is read-only.`, 'Name a writable folder with --data DIR.');
    case 'ENOTDIR':
    case 'EEXIST':
      return new Refusal(`${path} is not a folder.`, 'Name a folder with --data DIR.');
    case 'ENOENT':
      return new Refusal(`There is no ${path}.`, 'Check the path.');
    default:
      return error;
  }
}
