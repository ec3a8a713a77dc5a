import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leadTerms, prefixRange, queryTerms, type Findable } from './terms.ts';

/** What the term table would answer, by the same comparison. */
function finds(query: string, lead: Findable): boolean {
  const terms = leadTerms(lead);
  const conditions = queryTerms(query);
  return (
    conditions.length > 0 &&
    conditions.every((condition) => {
      if ('exact' in condition) return terms.includes(condition.exact);
      const { from, until } = prefixRange(condition.prefix);
      const bytes = (text: string) => Buffer.from(text, 'utf8');
      return terms.some(
        (term) => Buffer.compare(bytes(term), bytes(from)) >= 0 && Buffer.compare(bytes(term), bytes(until)) < 0,
      );
    })
  );
}
const zhang: Findable = {
  name: '张伟',
  company: '北京字节跳动科技有限公司',
  phones: ['+8613812345678'],
  emails: ['wei.zhang@acme.com'],
  wechats: ['zhao_mama-2817'],
  tags: ['周末有空', 'VIP'],
};

describe('search', () => {
  it('finds Chinese names by any part, by pinyin and by initials', () => {
    for (const query of [
      '张伟',
      '张',
      '伟',
      'zhangwei',
      'zhangw',
      'zhang wei',
      'wei',
      'zw',
      'ZW',
      'z',
      '字节跳动',
      '北京 科技',
      'zjtd',
      'zijie',
      'bjzj',
    ]) {
      expect([query, finds(query, zhang)]).toEqual([query, true]);
    }
    for (const query of ['李伟', '伟张', 'zl', 'weizhang', '字动', 'gongsi']) {
      expect([query, finds(query, zhang)]).toEqual([query, false]);
    }
  });

  it('finds by phone digits, however they are written', () => {
    for (const query of [
      '5678',
      '1234',
      '138',
      '13812345678',
      '138-1234-5678',
      '+86 138 1234 5678',
      '0086 13812345678',
      '8613812345678',
      '１３８１２３４',
      '+86138',
    ]) {
      expect([query, finds(query, zhang)]).toEqual([query, true]);
    }
    for (const query of ['5679', '13912345678', '+1 138 1234 5678'])
      expect([query, finds(query, zhang)]).toEqual([query, false]);
    expect(finds('010-6552 9988', { name: 'x', phones: ['+861065529988'] })).toBe(true);
  });

  it('finds by e-mail, WeChat id and tag', () => {
    for (const query of [
      'wei.zhang@acme.com',
      'WEI.ZHANG@',
      'acme',
      '@acme.com',
      'zhao_mama',
      'mama-2817',
      '周末',
      'vip',
    ]) {
      expect([query, finds(query, zhang)]).toEqual([query, true]);
    }
  });

  it('joins several words by AND', () => {
    expect(finds('张 acme', zhang)).toBe(true);
    expect(finds('张 ebay', zhang)).toBe(false);
    expect(finds('zw 5678', zhang)).toBe(true);
  });

  it('knows surnames read differently, and ü typed as v or u', () => {
    for (const query of ['shanxiongxin', 'sxx', 'danxiong', 'dxx']) expect(finds(query, { name: '单雄信' })).toBe(true);
    for (const query of ['lvbu', 'lubu', 'lb']) expect(finds(query, { name: '吕布' })).toBe(true);
    expect(finds('ouyang', { name: '欧阳娜娜' })).toBe(true);
  });

  it('folds width, case and accents, and a space inside a Chinese name', () => {
    expect(finds('muller', { name: 'Anna MÜLLER' })).toBe(true);
    expect(finds('Müller', { name: 'anna muller' })).toBe(true);
    expect(finds('ＡＣＭＥ', { name: 'Acme' })).toBe(true);
    expect(finds('张伟', { name: '张　伟' })).toBe(true);
    expect(finds('テスト', { name: 'ﾃｽﾄ' })).toBe(true);
  });

  it('answers nothing for nothing', () => {
    for (const query of ['', '   ', '！？', '@', '+']) expect(queryTerms(query)).toEqual([]);
    expect(leadTerms({ name: '' })).toEqual([]);
  });

  const hanzi = fc.constantFrom(...'张伟王小明欧阳娜李刘赵钱孙周吴郑重庆长安银行科技');
  const word = fc.stringMatching(/^[a-zA-Z0-9]{1,30}$/);

  it('any part of a Chinese text finds it', () => {
    const text = fc.array(hanzi, { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(text, fc.nat(), fc.nat(), (characters, a, b) => {
        const from = a % characters.length;
        // Longer queries are looked up by their first pairs.
        const part = characters.slice(from, from + 1 + (b % 9)).join('');
        expect(finds(part, { name: characters.join('') })).toBe(true);
        expect(finds(part, { name: 'x', company: characters.join('') })).toBe(true);
      }),
    );
  });

  it('any beginning of any word finds it, however long', () => {
    fc.assert(
      fc.property(
        fc.array(word, { minLength: 1, maxLength: 3 }),
        fc.nat(),
        fc.integer({ min: 1, max: 30 }),
        (words, which, length) => {
          fc.pre(!words.every((w) => /^\d+$/.test(w)));
          const chosen = words[which % words.length]!;
          expect(finds(chosen.slice(0, length), { name: words.join(' ') })).toBe(true);
        },
      ),
    );
  });

  it('any four or more neighbouring digits of a phone find it', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^1[3-9]\d{9}$/),
        fc.integer({ min: 0, max: 7 }),
        fc.integer({ min: 4, max: 11 }),
        (mobile, from, length) => {
          const part = mobile.slice(from, from + length);
          fc.pre(part.length < 10 || !part.startsWith('0'));
          fc.pre(!part.startsWith('00'));
          expect(finds(part, { name: 'x', phones: [`+86${mobile}`] })).toBe(true);
        },
      ),
    );
  });

  it('no term is empty, twice or without bounds, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 200 }),
        fc.string({ unit: 'binary', maxLength: 100 }),
        (name, company) => {
          const terms = leadTerms({ name, company, emails: [name], wechats: [company], phones: [company] });
          expect(new Set(terms).size).toBe(terms.length);
          expect(terms.every((term) => term.length > 0 && term.length <= 3 * 64)).toBe(true);
          expect(queryTerms(name + company).length).toBeLessThanOrEqual(8);
        },
      ),
    );
  });

  it('a prefix range holds exactly what begins with the prefix, compared by bytes', () => {
    const text = fc.string({
      unit: fc.constantFrom('a', 'z', '\ud7ff', '\ue000', '伟', '\u{1f600}', 'é'),
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(text, text, (prefix, other) => {
        const { from, until } = prefixRange(prefix);
        for (const term of [other, prefix + other]) {
          const inside =
            Buffer.compare(Buffer.from(term), Buffer.from(from)) >= 0 &&
            Buffer.compare(Buffer.from(term), Buffer.from(until)) < 0;
          expect(inside).toBe(term.startsWith(prefix));
        }
      }),
    );
  });

  it('is quick enough to index an import: about 15 µs a lead, and room for a busy machine', () => {
    const surnames = '王李张刘陈杨黄赵吴周';
    const given = '伟芳娜秀英敏静丽强磊军';
    const run = (n: number) => {
      const began = performance.now();
      for (let i = 0; i < n; i++) {
        const name = surnames[i % 10]! + given[i % 11]! + given[(i * 7) % 11]!;
        leadTerms({
          name,
          company: `上海${given[(i * 3) % 11]}科技有限公司`,
          phones: [`+861380000${1000 + i}`],
          emails: [`a${i}@acme.com`],
        });
      }
      return ((performance.now() - began) / n) * 1000;
    };
    run(2000);
    expect(Math.min(run(2000), run(2000), run(2000), run(2000))).toBeLessThan(200);
  });
});
