import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const childModule = new URL('./child.mjs', import.meta.url).href;

/** Writes down what reaches it; ends on SIGTERM after a moment, as a server that drains does. */
const server = `
  import { appendFileSync } from 'node:fs';
  const note = (line) => appendFileSync(process.env.NOTES, line + '\\n');
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => { note(signal); setTimeout(() => process.exit(7), 300); });
  setInterval(() => {}, 1000);
  note('parent ' + (process.env.TIDEBOARD_PARENT === String(process.ppid)));
`;

describe('a server below the starter', () => {
  let folder: string;
  let starter: ChildProcess | undefined;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tideboard-child-'));
    writeFileSync(join(folder, 'server.mjs'), server);
    const code = `import { runServer } from '${childModule}'; process.exitCode = await runServer(process.execPath, [process.env.SERVER]);`;
    writeFileSync(join(folder, 'starter.mjs'), code);
  });
  afterEach(() => {
    starter?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  const notes = (): string[] => {
    try {
      return readFileSync(join(folder, 'notes'), 'utf8').trim().split('\n');
    } catch {
      return [];
    }
  };
  const environment = (): NodeJS.ProcessEnv => ({
    ...process.env,
    NOTES: join(folder, 'notes'),
    SERVER: join(folder, 'server.mjs'),
    npm_lifecycle_event: 'start',
  });
  const started = (): Promise<void> =>
    vi.waitFor(() => expect(notes()).toEqual(['parent true']), { timeout: 10_000, interval: 20 });

  it('gets one signal when two reach us, as Ctrl-C below npm does, and we pass on its exit code', async () => {
    starter = spawn(process.execPath, [join(folder, 'starter.mjs')], { env: environment() });
    await started();
    const exited = new Promise((resolve) => starter?.on('exit', resolve));
    starter.kill('SIGINT');
    starter.kill('SIGTERM');
    expect(await exited).toBe(7);
    expect(notes()).toHaveLength(2);
  }, 20_000);

  // npm calls itself `npm start` in the process list and, depending on the shell, puts a shell between.
  it.each([
    ['directly', `spawn(process.execPath, [starter])`],
    ['with a shell between', `spawn('sh', ['-c', '"$0" "$1"; true', process.execPath, starter])`],
  ])(
    'is ended when npm above us is killed and cannot say so: %s',
    async (_, call) => {
      const npm = `import { spawn } from 'node:child_process'; process.title = 'npm start'; const starter = '${join(folder, 'starter.mjs')}'; ${call}; setInterval(() => {}, 1000);`;
      writeFileSync(join(folder, 'npm.mjs'), npm);
      starter = spawn(process.execPath, [join(folder, 'npm.mjs')], { env: environment() });
      await started();
      starter.kill('SIGKILL');
      await vi.waitFor(() => expect(notes()).toEqual(['parent true', 'SIGTERM']), { timeout: 10_000, interval: 50 });
    },
    30_000,
  );
});
