import { fork } from 'node:child_process';
import { join } from 'node:path';

export interface RunningBare {
  url: string;
  pid: number;
  close(): Promise<void>;
}

/** Starts a bare part as a process of its own, like the server it is compared with. */
export async function startBare(
  file: 'relay.ts' | 'relay-postgres.ts',
  cards: readonly string[],
  env: Record<string, string> = {},
): Promise<RunningBare> {
  const child = fork(join(import.meta.dirname, file), {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { ...process.env, ...env },
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (address: string) => resolve(address));
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)));
    child.send(cards);
  });
  const close = () =>
    new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.kill();
    });
  return { url, pid: child.pid!, close };
}
