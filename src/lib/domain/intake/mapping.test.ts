import { describe, expect, it } from 'vitest';
import { bareHeader, EXACT_FIT, headerFit, headerWords } from './header-words.ts';
import { importFields, mappingProblems, type ImportMapping } from './mapping.ts';
import { proposeMapping } from './propose-mapping.ts';

const propose = (headers: string[], rows: string[][], known = {}) =>
  proposeMapping(headers, rows, { phoneRegion: 'CN', currency: 'CNY', known });
const fields = (headers: string[], rows: string[][] = []) =>
  Object.fromEntries(propose(headers, rows).mapping.columns.map(({ column, field }) => [column, field]));

describe('a mapping that fits its file', () => {
  const headers = ['ID', ' 客户姓名 ', 'Created', 'Mobile'];
  const problems = (columns: ImportMapping['columns'], rest: Partial<ImportMapping> = {}) =>
    mappingProblems({ columns, ...rest }, headers).map(({ problem }) => problem);

  it('[D7] finds its columns whatever their case, width and spaces', () => {
    expect(problems([{ column: 'id', field: 'externalId' }, { column: '客户姓名', field: 'name' }, { column: 'ＭＯＢＩＬＥ', field: 'phone' }])).toEqual([]); // prettier-ignore
  });

  it('[D7] says what is missing or there twice', () => {
    expect(problems([{ column: 'Name', field: 'name' }])).toEqual(['no_such_column']);
    expect(problems([{ column: 'ID', field: 'name' }, { column: 'Mobile', field: 'name' }])).toEqual(['field_twice']); // prettier-ignore
    expect(problems([{ column: 'ID', field: 'name' }, { column: 'id', field: 'name' }])).toEqual(['column_twice']); // prettier-ignore
    expect(problems([{ column: 'ID', field: 'phone' }, { column: 'Mobile', field: 'phone' }], { constants: { name: 'x' } })).toEqual([]); // prettier-ignore
    expect(problems([{ column: 'ID', field: 'name' }, { column: 'Created', field: 'arrivedAt' }])).toEqual(['format_missing']); // prettier-ignore
    expect(problems([{ column: 'ID', field: 'name' }, { column: 'Created', field: 'stageAt', format: 'excel' }])).toEqual(['stage_missing']); // prettier-ignore
  });

  it('[D7] needs something to call a lead by', () => {
    expect(problems([{ column: 'Mobile', field: 'phone' }])).toEqual(['nothing_to_name']);
    expect(problems([{ column: 'Mobile', field: 'phone' }], { nameFrom: ['phone'] })).toEqual([]);
    expect(problems([{ column: 'ID', field: 'externalId' }])).toEqual([]);
  });
});

describe('a proposed mapping', () => {
  it('[D7] knows usual headers in Chinese and English', () => {
    expect(
      fields([
        '客户姓名',
        '手机号码',
        '微信号',
        '线索来源',
        '负责人',
        '阶段',
        '预计成交金额',
        '成交金额',
        '创建时间',
        '下次跟进时间',
        '备注',
      ]),
    ).toEqual({
      客户姓名: 'name',
      手机号码: 'phone',
      微信号: 'wechat',
      线索来源: 'channel',
      负责人: 'owner',
      阶段: 'stage',
      预计成交金额: 'expected',
      成交金额: 'won',
      创建时间: 'arrivedAt',
      下次跟进时间: 'nextAt',
      备注: 'remark',
    });
    expect(
      fields([
        'opportunity_id',
        'sales_agent',
        'product',
        'account',
        'deal_stage',
        'engage_date',
        'close_date',
        'close_value',
        'close_quarter',
      ]),
    ).toEqual({
      opportunity_id: 'externalId',
      sales_agent: 'owner',
      product: 'product',
      account: 'company',
      deal_stage: 'stage',
      engage_date: 'arrivedAt',
      close_date: 'closedAt',
      close_value: 'won',
    });
  });

  it('[D7] an exact header comes before one that only resembles it, and a guess is said', () => {
    const { mapping, questions } = propose(['客户手机号码', '手机', '签约客户姓名'], []);
    expect(mapping.columns.map(({ field }) => field)).toEqual(['phone', 'phone', 'name']);
    expect(questions).toContainEqual({ kind: 'guessed', column: '签约客户姓名', field: 'name' });
  });

  it('[D7] knows phones and addresses by what stands in them', () => {
    const rows = [['王小明', '13812345678', 'a@b.com'], ['李', '138 0000 0000', ''], ['张', '', 'c@d.cn']]; // prettier-ignore
    expect(fields(['x', 'y', 'z'], rows)).toEqual({ y: 'phone', z: 'email' });
    expect(propose(['x', 'y', 'z'], rows).unmapped).toEqual(['x']);
  });

  it('[D7] asks about exchanged days and months, marks, misfits and unknown values', () => {
    const { mapping, questions } = propose(
      ['姓名', '创建日期', '成交日期', '预计金额', '阶段'],
      [
        ['a', '01-02-2026', '2026-01-31', '1.234', 'new'],
        ['b', '03-04-2026', '2026-02-01', '2.500', 'Talking'],
        ['c', '', 'soon', '', ''],
      ],
      { stage: ['New', 'Won'] },
    );
    expect(mapping.columns).toEqual([
      { column: '姓名', field: 'name' },
      { column: '创建日期', field: 'arrivedAt' },
      { column: '成交日期', field: 'closedAt', format: 'yyyy-mm-dd' },
      { column: '预计金额', field: 'expected' },
      { column: '阶段', field: 'stage', values: { new: 'New' } },
    ]);
    expect(questions).toEqual([
      { kind: 'date_order', column: '创建日期', field: 'arrivedAt', candidates: ['dd-mm-yyyy', 'mm-dd-yyyy'] },
      { kind: 'misfits', column: '成交日期', field: 'closedAt', count: 1, of: 3 },
      { kind: 'decimal_mark', column: '预计金额', field: 'expected' },
      { kind: 'unknown_values', column: '阶段', field: 'stage', values: ['Talking'] },
    ]);
    expect(mappingProblems(mapping, ['姓名', '创建日期', '成交日期', '预计金额', '阶段'])).toEqual([
      { problem: 'format_missing', column: '创建日期', field: 'arrivedAt' },
    ]);
  });

  it('[D7] matches values that differ by spaces and case only', () => {
    const { mapping } = propose(['product'], [['GTXPro'], ['GTX Basic'], ['gtk 500']], {
      product: ['GTX Pro', 'GTX Basic', 'GTK 500'],
    });
    expect(mapping.columns[0]?.values).toEqual({ GTXPro: 'GTX Pro', 'gtk 500': 'GTK 500' });
  });

  it('no word stands for two fields, and every field has words', () => {
    const owner = new Map<string, string>();
    for (const field of importFields) {
      expect(headerWords[field].length).toBeGreaterThan(0);
      for (const word of headerWords[field].map(bareHeader)) {
        expect([word, owner.get(word) ?? field]).toEqual([word, field]);
        owner.set(word, field);
        expect(headerFit(word, field)).toBe(EXACT_FIT);
      }
    }
  });
});
