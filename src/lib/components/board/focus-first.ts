import type { Attachment } from 'svelte/attachments';

/** Puts the focus into a dialog's first field: by itself a dialog focuses its close button, which stands before the form. */
export const focusFirst: Attachment<HTMLElement> = (form) => {
  const timer = setTimeout(() => form.querySelector<HTMLElement>('input, textarea, select')?.focus(), FOCUS_MS);
  return () => clearTimeout(timer);
};

/** The dialog takes the focus in the frame after it opened. */
const FOCUS_MS = 40;
