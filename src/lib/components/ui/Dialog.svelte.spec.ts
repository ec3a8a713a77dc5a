import { createRawSnippet } from 'svelte';
import { describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import Dialog from './Dialog.svelte';
import '../../../app.css';

const html = (text: string) => createRawSnippet(() => ({ render: () => `<div>${text}</div>` }));
const title = 'Transfer Gao Xiang';

describe('where a dialog puts the focus', () => {
  it('at once into the field that is written in, past a choice that stands before it', async () => {
    await render(Dialog, {
      open: true,
      title,
      children: html('<input type="radio" name="kind"><input id="name"><textarea></textarea>'),
      footer: html('<button>Save</button>'),
    });
    await expect.poll(() => document.activeElement?.id).toBe('name');
    await userEvent.keyboard('ab');
    expect(document.querySelector<HTMLInputElement>('#name')?.value).toBe('ab');
  });

  it('into the first choice when nothing is written', async () => {
    await render(Dialog, { open: true, title, children: html('<input type="radio" id="first"><input type="radio">') });
    await expect.poll(() => document.activeElement?.id).toBe('first');
  });

  it('onto itself when it only asks, so that Enter neither closes nor confirms it', async () => {
    let closed = 0;
    await render(Dialog, {
      open: true,
      title,
      description: 'Its history stays.',
      footer: html('<button onclick="document.body.dataset.confirmed = true">Erase</button>'),
      onclose: () => closed++,
    });
    await expect.poll(() => document.activeElement?.getAttribute('role')).toBe('dialog');
    await userEvent.keyboard('{Enter}');
    expect([closed, document.body.dataset['confirmed']]).toEqual([0, undefined]);
    await userEvent.keyboard('{Tab}');
    expect(document.activeElement?.closest('[role=dialog]')).not.toBeNull();
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => closed).toBe(1);
  });
});
