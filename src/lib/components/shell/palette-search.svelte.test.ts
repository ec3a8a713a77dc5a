import { expect, it } from 'vitest';
import { PaletteSearch } from './palette-search.svelte.ts';
import { matching, type PaletteItem, type PaletteProvider } from './palette.ts';

const item = (id: string): PaletteItem => ({ id, label: id, icon: 'user' });

/** A provider whose answers are given by the test. */
function controlled() {
  const asked: { query: string; signal: AbortSignal; answer: (items: PaletteItem[]) => void; fail: () => void }[] = [];
  const provider: PaletteProvider = {
    id: 'leads',
    heading: 'Leads',
    search: (query, signal) =>
      new Promise((resolve, reject) =>
        asked.push({ query, signal, answer: resolve, fail: () => reject(new Error('offline')) }),
      ),
  };
  return { asked, provider };
}
const settled = () => new Promise((resolve) => setTimeout(resolve));

it('drops the answer to an older query, whatever order they come in', async () => {
  const { asked, provider } = controlled();
  const search = new PaletteSearch();
  search.ask([provider], 'z');
  search.ask([provider], 'zm');
  expect(asked[0]!.signal.aborted).toBe(true);
  asked[1]!.answer([item('new')]);
  await settled();
  asked[0]!.answer([item('old')]);
  await settled();
  expect(search.items.map(({ id }) => id)).toEqual(['new']);
  expect(search.busy).toBe(false);
});

it('keeps the items of before until the next answer is there', async () => {
  const { asked, provider } = controlled();
  const search = new PaletteSearch();
  search.ask([provider], 'z');
  asked[0]!.answer([item('first')]);
  await settled();
  search.ask([provider], 'zm');
  expect(search.items.map(({ id }) => id)).toEqual(['first']);
  expect(search.busy).toBe(true);
});

it('says which part failed and shows the others', async () => {
  const { asked, provider } = controlled();
  const places: PaletteProvider = { id: 'places', heading: 'Places', search: () => [item('board')] };
  const search = new PaletteSearch();
  search.ask([provider, places], '');
  asked[0]!.fail();
  await settled();
  expect(search.sections.map(({ id, state }) => [id, state])).toEqual([
    ['leads', 'failed'],
    ['places', 'ready'],
  ]);
  expect(search.items.map(({ id }) => id)).toEqual(['board']);
});

it('matches every word of the query in label and detail', () => {
  const items: PaletteItem[] = [{ ...item('Move to'), detail: 'Proposal' }, item('Transfer')];
  expect(matching(items, 'prop mo').map(({ id }) => id)).toEqual(['Move to']);
  expect(matching(items, '')).toHaveLength(2);
  expect(matching(items, 'zzz')).toEqual([]);
});
