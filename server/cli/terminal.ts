import type { Progress } from './command.ts';

export interface Terminal {
  print(line: string): void;
  progress(state: Progress): void;
  result(value: unknown): void;
  complain(message: string, advice: string): void;
  /** Ends an unfinished progress line. */
  finish(): void;
}

/** How often a progress that is not on a terminal (a log file, CI) gets a line of its own. */
const QUIET_MS = 5_000;

/** Where a command's output goes: results to stdout, and with --json nothing else does. */
export function openTerminal(
  json: boolean,
  out: NodeJS.WriteStream = process.stdout,
  err: NodeJS.WriteStream = process.stderr,
): Terminal {
  const people = json ? err : out;
  let open = false;
  let lastAt = 0;
  const finish = () => {
    if (open) err.write('\n');
    open = false;
  };
  return {
    print: (line) => {
      finish();
      people.write(`${line}\n`);
    },
    progress: (state) => {
      const line = progressLine(state);
      if (err.isTTY) {
        err.write(`\r\x1b[2K${line}`);
        open = true;
      } else if (Date.now() - lastAt > QUIET_MS || state.done === state.total) {
        lastAt = Date.now();
        err.write(`${line}\n`);
      }
    },
    result: (value) => {
      finish();
      if (json) out.write(`${JSON.stringify(value, null, 2)}\n`);
    },
    complain: (message, advice) => {
      finish();
      err.write(`${message}\n`);
      for (const line of advice.split('\n').filter(Boolean)) err.write(`  ${line}\n`);
    },
    finish,
  };
}

function progressLine({ label, done, total }: Progress): string {
  const count = done.toLocaleString('en');
  if (total === null || total === 0) return `${label}: ${count}`;
  return `${label}: ${count} of ${total.toLocaleString('en')} (${Math.floor((done / total) * 100)} %)`;
}
