import { afterEach, beforeEach, expect, it } from 'vitest';
import { runCommand } from '#lib/server/command-list.ts';
import { setLiveFacts } from '#lib/server/operations/live-facts.ts';
import { metricsOf, startMetrics, type Metrics } from '#lib/server/operations/metrics.ts';
import { readiness } from '#lib/server/operations/readiness.ts';
import { boardStream } from '#lib/server/streams/stream.ts';
import { StreamTailer } from '#lib/server/streams/tailer.ts';
import { aFloor } from '../../support/a-floor.ts';
import { aLead } from '../../support/a-lead.ts';
import { testContext, type TestContext } from '../../support/test-context.ts';

let test: TestContext;
let metrics: Metrics;
beforeEach(async () => {
  test = await testContext();
  metrics = startMetrics(test.context);
});
afterEach(async () => {
  metrics.close();
  await test.close();
});

it('counts commands by name and outcome, groups of commits, and the lag of streams', async () => {
  const { context } = test;
  const floor = await aFloor(context);
  const leadId = await aLead(context, floor, floor.east.reps[0]!);
  let heard = () => {};
  const told = new Promise<void>((resolve) => (heard = resolve));
  const tailer = await StreamTailer.open(context, boardStream(floor.boardId), () => heard());
  await runCommand(context, floor.admin, 'moveLead', { leadId, stageId: floor.stages.visit });
  await told;
  tailer.close();
  const foreign = runCommand(context, floor.west.reps[0]!, 'moveLead', { leadId, stageId: floor.stages.offer });
  await expect(foreign).rejects.toMatchObject({ code: 'not_found' });
  setLiveFacts(context, {
    sockets: () => 7,
    viewKeys: () => Promise.resolve(3),
    positions: () => Promise.resolve(new Map()),
  });

  const { engine } = context.db;
  const text = await metricsOf(context)!.registry.metrics();
  const value = (line: string) =>
    Number(new RegExp(`^${line.replaceAll(/[{}]/g, '\\$&')} (\\S+)$`, 'm').exec(text)?.[1]);
  expect(value(`tideboard_command_seconds_count{engine="${engine}",name="moveLead",outcome="ok"}`)).toBe(1);
  expect(value(`tideboard_command_seconds_count{engine="${engine}",name="moveLead",outcome="not_found"}`)).toBe(1);
  expect(value(`tideboard_stream_lag_seconds_count{engine="${engine}"}`)).toBeGreaterThan(0);
  expect(value(`tideboard_sockets{engine="${engine}"}`)).toBe(7);
  expect(value(`tideboard_view_keys{engine="${engine}"}`)).toBe(3);
  if (engine === 'sqlite') expect(value(`tideboard_commit_commands_count{engine="sqlite"}`)).toBeGreaterThan(0);
  expect(text).not.toContain(leadId);
});

it('is not ready when a stream that people look at is not read any more', async () => {
  const { context } = test;
  const floor = await aFloor(context);
  await aLead(context, floor, floor.east.reps[0]!);
  const facts = (position: number) => ({
    sockets: () => 1,
    viewKeys: () => Promise.resolve(1),
    positions: () => Promise.resolve(new Map([[boardStream(floor.boardId), position]])),
  });
  setLiveFacts(context, facts(0));
  expect(await readiness(context)).toMatchObject({ ready: false, checks: { database: 'ok', streams: 'behind' } });
});
