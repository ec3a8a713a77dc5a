import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { SharedClock } from './clock.svelte.ts';
import { Ticker } from './ticker.ts';

const FULL_MINUTE = 60_000 * 1000;

beforeEach(() => {
  vi.useFakeTimers();
  vi.setSystemTime(FULL_MINUTE + 59_500);
});
afterEach(() => void vi.useRealTimers());

it('calls on full periods, whenever it was asked', () => {
  const at: number[] = [];
  new Ticker(1000, Date.now).listen(() => at.push(Date.now() - FULL_MINUTE));
  vi.advanceTimersByTime(2600);
  expect(at).toEqual([60_001, 61_001, 62_001]);

  const minutes: number[] = [];
  new Ticker(60_000, Date.now).listen(() => minutes.push(Date.now() - FULL_MINUTE));
  vi.advanceTimersByTime(60_000);
  expect(minutes).toEqual([120_001]);
});

it('holds one timer for any number of listeners, and none when nobody listens', () => {
  const ticker = new Ticker(1000, Date.now);
  const first = ticker.listen(() => {});
  const second = ticker.listen(() => {});
  expect(vi.getTimerCount()).toBe(1);
  first();
  expect(vi.getTimerCount()).toBe(1);
  second();
  expect(vi.getTimerCount()).toBe(0);
});

it('follows a clock that was set', () => {
  let offset = 0;
  const ticker = new Ticker(60_000, () => Date.now() + offset);
  const heard = vi.fn();
  ticker.listen(heard);
  offset = 30_000;
  ticker.restart();
  expect(heard).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(30_501);
  expect(heard).toHaveBeenCalledTimes(2);
});

it('the shared clock runs on the server time and ignores the noise of the network', () => {
  let local = 1_000_000;
  const clock = new SharedClock({ localNow: () => local });
  clock.synchronise(1_090_000);
  expect(clock.now()).toBe(1_090_000);
  local += 500;
  clock.synchronise(1_090_900);
  expect(clock.now()).toBe(1_090_500);
});
