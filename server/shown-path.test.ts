import { expect, it } from 'vitest';
import { shownPath } from './shown-path.ts';

it('keeps tokens and searches out of the log, and ids in it', () => {
  expect(shownPath('/screen/AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_abcde')).toBe('/screen/…');
  expect(shownPath('/api/search?q=王小明')).toBe('/api/search');
  const id = '019aa1b2-3c4d-7e5f-8a9b-0c1d2e3f4a5b';
  expect(shownPath(`/api/boards/${id}/snapshot?key=x`)).toBe(`/api/boards/${id}/snapshot`);
  expect(shownPath(undefined)).toBe('');
});
