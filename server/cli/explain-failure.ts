import { isDomainError } from '#lib/domain/errors.ts';
import { explainFileError, isRefusal } from '#lib/server/operations/refusal.ts';

export interface ExplainedFailure {
  message: string;
  advice: string;
  exitCode: number;
}

/** Whatever was thrown, as lines for the terminal. Only what nobody expected is shown with its stack. */
export function explainFailure(error: unknown): ExplainedFailure {
  if (isRefusal(error)) return { message: error.message, advice: error.advice, exitCode: error.exitCode };
  if (isDomainError(error)) {
    const details = Object.entries(error.details).map(([key, value]) => `${key}: ${String(value)}`);
    return { message: `Refused: ${error.message} (${error.code})`, advice: details.join('\n'), exitCode: 1 };
  }
  if (error instanceof Error && error.name === 'AbortError') return { message: 'Stopped.', advice: '', exitCode: 130 };
  const known = explainFileError(error, (error as NodeJS.ErrnoException)?.path ?? 'the data folder');
  if (isRefusal(known)) return { message: known.message, advice: known.advice, exitCode: 1 };
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { message: text, advice: '', exitCode: 1 };
}
