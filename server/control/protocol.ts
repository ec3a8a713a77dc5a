import { z } from 'zod';
import type { Progress } from '../cli/command.ts';

/**
 * The CLI and the server that holds the data talk in lines of JSON over a local socket: one request, then replies until
 * `done` or `failed`. Closing the connection aborts the command.
 */
export const controlRequestSchema = z.object({
  token: z.string().max(200),
  command: z.string().max(64),
  args: z.array(z.string().max(10_000)).max(200),
  cwd: z.string().max(4096),
  json: z.boolean(),
});
export type ControlRequest = z.infer<typeof controlRequestSchema>;

export type ControlReply =
  | { kind: 'print'; line: string }
  | { kind: 'progress'; state: Progress }
  | { kind: 'result'; value: unknown }
  | { kind: 'done'; exitCode: number }
  | { kind: 'failed'; message: string; advice: string; exitCode: number };

/** Bytes of a request line at most; nobody needs more, and a stranger should not fill the memory. */
export const MAX_REQUEST_BYTES = 2_500_000;

/** Cuts a byte stream into lines; a line longer than `limit` ends in `onTooLong`. */
export function lineReader(onLine: (line: string) => void, limit = Infinity, onTooLong: () => void = () => {}) {
  let rest = '';
  return (chunk: string): void => {
    rest += chunk;
    let end: number;
    while ((end = rest.indexOf('\n')) >= 0) {
      const line = rest.slice(0, end);
      rest = rest.slice(end + 1);
      onLine(line);
    }
    if (rest.length > limit) {
      rest = '';
      onTooLong();
    }
  };
}
