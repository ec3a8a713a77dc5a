import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Toasts } from './toasts.svelte.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('Toasts', () => {
  it('takes a toast away after eight seconds, a refusal after twelve', () => {
    const toasts = new Toasts();
    toasts.done('moved');
    toasts.refused('no room');
    vi.advanceTimersByTime(7999);
    expect(toasts.items).toHaveLength(2);
    vi.advanceTimersByTime(1);
    expect(toasts.items.map((toast) => toast.text)).toEqual(['no room']);
    vi.advanceTimersByTime(4000);
    expect(toasts.items).toEqual([]);
  });

  it('waits while it is read, and then gives at least a second more', () => {
    const toasts = new Toasts();
    toasts.done('moved');
    vi.advanceTimersByTime(7900);
    toasts.hold();
    vi.advanceTimersByTime(60_000);
    expect(toasts.items).toHaveLength(1);
    toasts.resume();
    vi.advanceTimersByTime(999);
    expect(toasts.items).toHaveLength(1);
    vi.advanceTimersByTime(1);
    expect(toasts.items).toEqual([]);
  });

  it('runs an action once and for the newest toast with that key', () => {
    const toasts = new Toasts();
    const first = vi.fn();
    const second = vi.fn();
    toasts.done('one', { action: { label: 'Undo', kbd: 'Z', run: first } });
    toasts.done('two', { action: { label: 'Undo', kbd: 'Z', run: second } });
    expect(toasts.runLatest('Z')).toBe(true);
    expect(second).toHaveBeenCalledOnce();
    expect(first).not.toHaveBeenCalled();
    expect(toasts.runLatest('Z')).toBe(true);
    expect(toasts.runLatest('Z')).toBe(false);
    expect(first).toHaveBeenCalledOnce();
  });

  it('shows three at most and replaces one of the same key', () => {
    const toasts = new Toasts();
    for (const text of ['a', 'b', 'c', 'd']) toasts.show({ text });
    expect(toasts.items.map((toast) => toast.text)).toEqual(['b', 'c', 'd']);
    toasts.show({ text: 'e', key: 'move' });
    toasts.show({ text: 'f', key: 'move' });
    expect(toasts.items.map((toast) => toast.text)).toEqual(['c', 'd', 'f']);
  });
});
