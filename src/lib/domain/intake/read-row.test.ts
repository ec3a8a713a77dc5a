import { describe, expect, it } from 'vitest';
import type { ImportMapping } from './mapping.ts';
import { rowReader } from './read-row.ts';

const settings = { zone: 'Asia/Shanghai', phoneRegion: 'CN', currency: 'CNY' };
const read = (mapping: ImportMapping, record: Record<string, string>) =>
  rowReader(mapping, Object.keys(record), settings)(Object.values(record));
const one = (field: ImportMapping['columns'][number]['field'], text: string, rule = {}) =>
  read({ columns: [{ column: 'x', field, ...rule }], constants: field === 'name' ? {} : { name: 'n' } }, { x: text });

describe('a row of a file', () => {
  it('[D7] is read into values with their normal forms', () => {
    const mapping: ImportMapping = {
      columns: [
        { column: '姓名', field: 'name' },
        { column: '手机', field: 'phone' },
        { column: '备用', field: 'phone' },
        { column: '邮箱', field: 'email' },
        { column: '金额', field: 'expected' },
        { column: '日期', field: 'arrivedAt', format: 'dd-mm-yyyy' },
        { column: '约访', field: 'stageAt', stage: '邀约', format: 'yyyy-mm-dd' },
        { column: '意向', field: 'intent' },
        { column: '标签', field: 'tags' },
      ],
    };
    const row = { 姓名: ' 张 伟 ', 手机: '138-1234-5678', 备用: '13812345678/13900000000', 邮箱: 'Wei@Acme.com', 金额: '¥1.2万', 日期: '15-09-2026', 约访: '2026-09-16 10:00', 意向: '高', 标签: 'VIP、周末,VIP' }; // prettier-ignore
    const { values, problems } = read(mapping, row);
    expect(problems).toEqual([]);
    expect(values).toMatchObject({
      name: '张 伟',
      identities: [
        { kind: 'phone', value: '+8613812345678', raw: '138-1234-5678' },
        { kind: 'phone', value: '+8613900000000', raw: '13812345678/13900000000' },
        { kind: 'email', value: 'wei@acme.com', raw: 'Wei@Acme.com' },
      ],
      expectedMinor: 1_200_000,
      wonMinor: null,
      arrivedAt: Date.UTC(2026, 8, 14, 16),
      stageAt: [['邀约', Date.UTC(2026, 8, 16, 2)]],
      intent: 3,
      tags: ['VIP', '周末'],
    });
  });

  it('[D7] an unknown date stays unknown', () => {
    for (const text of ['', 'null', '-']) {
      const { values, problems } = one('arrivedAt', text, { format: 'dd-mm-yy' });
      expect([values.arrivedAt, problems]).toEqual([null, []]);
    }
  });

  it('[D7] each thing that is wrong is named with its column, and the rest is still read', () => {
    const mapping: ImportMapping = {
      columns: [
        { column: 'n', field: 'name' },
        { column: 'p', field: 'phone' },
        { column: 'd', field: 'closedAt', format: 'yyyy-mm-dd' },
        { column: 'a', field: 'won' },
        { column: 'i', field: 'intent' },
        { column: 'c', field: 'currency' },
      ],
    };
    const { values, problems } = read(mapping, {
      n: 'x',
      p: '12',
      d: '2026-02-30',
      a: '1.234',
      i: 'constructor',
      c: 'yuan',
    });
    expect(values.name).toBe('x');
    expect(problems.map(({ column, problem }) => [column, problem]).sort()).toEqual([
      ['a', 'ambiguous'],
      ['c', 'not_a_currency'],
      ['d', 'no_such_day'],
      ['i', 'not_an_intent'],
      ['p', 'not_a_phone'],
    ]);
    expect(one('name', 'x'.repeat(201)).problems.map(({ problem }) => problem)).toEqual(['too_long', 'no_name']);
  });

  it('[D7] values are translated, constants win, defaults fill in', () => {
    const mapping: ImportMapping = {
      columns: [
        { column: 'stage', field: 'stage', values: { 'Closed Won': 'Won', open: '' } },
        { column: 'source', field: 'channel' },
      ],
      constants: { channel: 'Trade fair', name: 'n' },
      defaults: { stage: 'New', product: 'One', arrivedAt: '2026-09-15' },
    };
    const stage = (text: string) => read(mapping, { stage: text, source: 'web' }).values.stage;
    expect([stage('closed won '), stage('Open'), stage(''), stage('Other')]).toEqual(['Won', 'New', 'New', 'Other']);
    expect(read(mapping, { stage: '', source: 'web' }).values).toMatchObject({
      channel: 'Trade fair',
      product: 'One',
      arrivedAt: Date.UTC(2026, 8, 14, 16),
    });
  });

  it('[D7] an amount is read in the row’s own currency, wherever its column stands', () => {
    const mapping: ImportMapping = {
      columns: [
        { column: 'won', field: 'won' },
        { column: 'cur', field: 'currency' },
      ],
      constants: { name: 'n' },
    };
    expect(read(mapping, { won: '$1,000', cur: 'usd' }).values).toMatchObject({ wonMinor: 100_000, currency: 'USD' });
    expect(read(mapping, { won: '1000', cur: 'JPY' }).values.wonMinor).toBe(1000);
    expect(read(mapping, { won: '$1,000', cur: '' }).problems[0]?.problem).toBe('other_currency');
  });

  it('[D7] a lead without a name is called by its company, then by its number', () => {
    const mapping: ImportMapping = { columns: [{ column: 'a', field: 'company' }, { column: 'id', field: 'externalId' }] }; // prettier-ignore
    expect(read(mapping, { a: 'Acme', id: '7' }).values.name).toBe('Acme');
    expect(read(mapping, { a: 'null', id: '7' }).values.name).toBe('7');
    expect(read(mapping, { a: '', id: '' }).problems).toEqual([{ column: null, field: 'name', problem: 'no_name' }]);
  });

  it('[D7] a short row is read as one with blanks', () => {
    const reader = rowReader({ columns: [{ column: 'a', field: 'name' }, { column: 'b', field: 'phone' }] }, ['a', 'b'], settings); // prettier-ignore
    expect(reader(['x'])).toMatchObject({ values: { name: 'x', identities: [] }, problems: [] });
  });
});
