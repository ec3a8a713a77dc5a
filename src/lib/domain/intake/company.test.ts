import { describe, expect, it } from 'vitest';
import { companyKey, withoutLegalForm } from './company.ts';

describe('company names', () => {
  it('[D1] legal form, width, case, brackets and spaces do not count', () => {
    const same = (...names: string[]) => expect(new Set(names.map(companyKey)).size).toBe(1);
    same(
      'Acme Co., Ltd.',
      'ACME',
      'ＡＣＭＥ　Ltd',
      'Acme, Inc.',
      'acme Corporation',
      'Acme GmbH & Co. KG',
      'Acme B.V.',
      'Acme Pte. Ltd.',
    );
    same('北京某某科技有限公司', '北京（某某）科技股份有限公司', '北京某某科技', ' 北京 某某 科技集团有限公司');
  });

  it('[D1] what is part of the name stays', () => {
    expect(companyKey('Cisco')).toBe('cisco');
    expect(companyKey('Texaco')).toBe('texaco');
    expect(companyKey('Group Nine')).toBe('groupnine');
    expect(companyKey('3M')).toBe('3m');
    expect(companyKey('中国银行')).not.toBe(companyKey('中国农业银行'));
    expect(companyKey('上海某某有限公司')).not.toBe(companyKey('北京某某有限公司'));
  });

  it('[D1] a name that is only a form stays as it is', () => {
    expect(withoutLegalForm('有限公司')).toBe('有限公司');
    expect(companyKey('公司')).toBe('公司');
    expect(companyKey('  ')).toBe('');
  });
});
