/**
 * Tells those who wait for a commit. It has happened, so their failure cannot undo it: it is said aloud, and harms neither
 * the answer to the command nor anybody else.
 */
export function tellCommitted(actions: readonly (() => void)[]): void {
  for (const action of actions) {
    try {
      action();
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : String(error));
    }
  }
}
