/** A failure that the reader can mend: the message says what happened, the advice what to do. Printed without a stack. */
export class Refusal extends Error {
  /**
   * @param {string} message
   * @param {string} [advice]
   * @param {number} [exitCode] 1: it could not be done; 2: the command was written wrongly
   */
  constructor(message, advice = '', exitCode = 1) {
    super(message);
    this.name = 'Refusal';
    this.advice = advice;
    this.exitCode = exitCode;
  }
}

/**
 * Turns whatever was thrown into lines for the terminal.
 *
 * @param {unknown} failure
 * @returns {{ lines: string[], exitCode: number }}
 */
export function explain(failure) {
  if (failure instanceof Refusal) {
    const advice = failure.advice ? failure.advice.split('\n').map((line) => `  ${line}`) : [];
    return { lines: [failure.message, ...advice], exitCode: failure.exitCode };
  }
  const code = /** @type {NodeJS.ErrnoException} */ (failure)?.code;
  if (code === 'ENOSPC') return explain(diskFull());
  if (code === 'EACCES' || code === 'EPERM') {
    const { path } = /** @type {NodeJS.ErrnoException} */ (failure);
    return explain(
      new Refusal(
        `No permission to write ${path ?? 'here'}.`,
        'Give this user the folder, or run the command as the user who owns it.',
      ),
    );
  }
  const text = failure instanceof Error ? (failure.stack ?? failure.message) : String(failure);
  return { lines: [text], exitCode: 1 };
}

export function diskFull() {
  return new Refusal(
    'The disk is full.',
    'Tideboard needs about 1 GB for its packages and build, and room for its data. Free some space and run the command again; nothing was lost.',
  );
}
