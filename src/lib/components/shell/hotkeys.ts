/** Whether a single-letter shortcut may act: not while somebody types, not with a modifier, not in a menu or dialog field. */
export function isPlainKey(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing || event.metaKey || event.ctrlKey || event.altKey) return false;
  const target = event.target;
  if (!(target instanceof HTMLElement)) return true;
  return !target.isContentEditable && !target.matches('input, textarea, select, [role="menu"] *, [role="listbox"] *');
}

/** ⌘K on a Mac, Ctrl K elsewhere; also while typing. */
export const isPaletteKey = (event: KeyboardEvent): boolean =>
  event.key.toLowerCase() === 'k' && (event.metaKey || event.ctrlKey) && !event.altKey && !event.shiftKey;
