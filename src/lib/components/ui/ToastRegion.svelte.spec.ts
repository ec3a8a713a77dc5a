import { describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { Toasts } from '#lib/state/toasts.svelte.ts';
import InContext from '../../../../tests/support/InContext.svelte';
import { aWorkspacePage, PAGE_NOW } from '../../../../tests/support/a-workspace-page.ts';
import ToastRegion from './ToastRegion.svelte';

async function region() {
  const toasts = new Toasts();
  await render(InContext, {
    component: ToastRegion,
    given: {},
    now: PAGE_NOW,
    workspace: aWorkspacePage(),
    toasts,
  });
  return toasts;
}

describe('notices', () => {
  it('undo once, by button or by its key, and are gone then', async () => {
    const toasts = await region();
    let undone = 0;
    const action = { label: 'Undo', kbd: 'Z', run: () => undone++ };
    toasts.done('Moved <b>Gao Xiang</b> to Visit', { action });
    await page.getByRole('button', { name: /^Undo/ }).click();
    expect([undone, toasts.runLatest('Z')]).toEqual([1, false]);
    await expect.poll(() => document.querySelectorAll('.toast').length).toBe(0);
    toasts.done('Moved again', { action });
    expect([toasts.runLatest('Z'), undone]).toEqual([true, 2]);
  });

  it('interrupt a screen reader for a refusal only', async () => {
    const toasts = await region();
    toasts.done('Saved');
    toasts.refused('This lead is not yours.');
    await expect.poll(() => document.querySelectorAll('.toast').length).toBe(2);
    const said = (live: string) => document.querySelector(`[aria-live=${live}]`)!.textContent;
    expect(said('assertive')).toContain('not yours');
    expect(said('polite')).toContain('Saved');
  });

  it('show a name as text, whatever it holds', async () => {
    const toasts = await region();
    toasts.done('Moved <b>x</b> <img src=x onerror="document.body.dataset.broken=1">');
    await expect.poll(() => document.querySelector('.toast b')?.textContent).toBe('x');
    expect(document.querySelector('.toast img')).toBeNull();
  });
});
