import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Announcer } from './announcer.svelte.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('says one sentence in five seconds and keeps the newest', () => {
  const announcer = new Announcer();
  announcer.say('one');
  announcer.say('two');
  announcer.say('three');
  expect(announcer.polite).toBe('one');
  vi.advanceTimersByTime(4999);
  expect(announcer.polite).toBe('one');
  vi.advanceTimersByTime(1);
  expect(announcer.polite).toBe('three');
  vi.advanceTimersByTime(5000);
  expect(announcer.polite).toBe('');
});

it('interrupts at once, also with the same words again', () => {
  const announcer = new Announcer();
  announcer.interrupt('refused');
  const before = announcer.assertive;
  announcer.interrupt('refused');
  expect(announcer.assertive).not.toBe(before);
  expect(announcer.assertive.trim()).toBe('refused');
});
