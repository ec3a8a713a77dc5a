import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { databaseFile, readConfig, type Config } from '#lib/server/config/config.ts';
import type { Cli } from '../../../server/cli/command.ts';
import { command } from '../../../server/cli/commands/demo-seed.ts';
import { demoMarkOfFile, openUnmixed } from '../../../server/simulation/demo-mark.ts';
import { testContext, testEngine } from '../../support/test-context.ts';
import { seedSmall } from './small-sample.ts';

it('refuses demo mode on other data, and other modes on the sample', async () => {
  const test = await testContext();
  const { config } = test.context;
  const refused = (demo: boolean) => openUnmixed({ ...config, demo }).then((db) => db.close());
  try {
    await expect(refused(true)).rejects.toMatchObject({
      name: 'Refusal',
      advice: expect.stringContaining('npm run demo'),
    });
    await expect(refused(false)).resolves.toBeUndefined();
    await seedSmall(test.context, { leads: 6, days: 3 });
    await expect(refused(false)).rejects.toMatchObject({ name: 'Refusal', message: expect.stringContaining('sample') });
    await expect(refused(true)).resolves.toBeUndefined();
  } finally {
    await test.close();
  }
});

describe.runIf(testEngine() === 'sqlite')('demo-seed', () => {
  let config: Config;
  let printed: string[];
  beforeEach(() => {
    const dataDir = mkdtempSync(join(tmpdir(), 'tideboard-demo-'));
    config = readConfig({ TIDEBOARD_DATA: dataDir, TIDEBOARD_MIGRATIONS: resolve('drizzle'), TIDEBOARD_LOG: 'silent' });
    printed = [];
  });
  afterEach(() => rmSync(config.dataDir, { recursive: true, force: true }));

  const run = async (signal: AbortSignal = new AbortController().signal) => {
    const cli: Partial<Cli> = {
      ...{ args: ['--leads', '6', '--days', '3'], config, signal },
      print: (line) => void printed.push(line),
      progress: () => {},
      result: () => {},
    };
    await command.run(cli as Cli);
  };

  it('makes the sample once, and leaves a finished one alone', async () => {
    await run();
    const { mark } = demoMarkOfFile(config);
    expect(mark).toMatchObject({ leads: 6, days: 3 });
    printed = [];
    await run();
    expect(demoMarkOfFile(config).mark).toEqual(mark);
    expect(printed).toEqual([]);
  });

  it('refuses a folder that holds other data, and changes nothing there', async () => {
    await (await openUnmixed(config)).close();
    await expect(run()).rejects.toMatchObject({ name: 'Refusal', message: expect.stringContaining(config.dataDir) });
    expect(demoMarkOfFile(config)).toEqual({ exists: true, mark: null });
  });

  it('leaves no half sample behind when it is stopped', async () => {
    const stopped = new AbortController();
    stopped.abort();
    await expect(run(stopped.signal)).rejects.toMatchObject({ name: 'Refusal' });
    expect(existsSync(databaseFile(config))).toBe(false);
    expect(existsSync(join(config.dataDir, 'unfinished'))).toBe(false);
    await run();
    expect(demoMarkOfFile(config).mark).not.toBeNull();
  });

  it('is refused by a server in demo mode without leaving an empty database', async () => {
    await expect(openUnmixed({ ...config, demo: true })).rejects.toMatchObject({ name: 'Refusal' });
    expect(existsSync(databaseFile(config))).toBe(false);
  });
});
