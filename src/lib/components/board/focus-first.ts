import type { Attachment } from 'svelte/attachments';

/**
 * Puts the focus into a dialog's first field, at once: the dialog would give it to its close button in the next frame, but
 * leaves a focus that is inside already. Once more after that frame, when something else held the focus until then.
 */
export const focusFirst: Attachment<HTMLElement> = (form) => {
  const focus = () => form.querySelector<HTMLElement>('input, textarea, select')?.focus();
  focus();
  const frame = requestAnimationFrame(() => {
    if (!form.contains(document.activeElement)) focus();
  });
  return () => cancelAnimationFrame(frame);
};
