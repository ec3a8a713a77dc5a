import type { Chance } from './chance.ts';

/**
 * Made-up people. Numbers come from ranges that reach nobody: Ofcom's 020 7946 0xxx and 0161 496 0xxx (its mobile range
 * 07700 900xxx is refused as no number by libphonenumber), the North American 555-0100 to 0199; China reserves none, so
 * 1380000xxxx, which reads as invented. Addresses end in example.com (RFC 2606).
 */
export type Language = 'zh' | 'en';

const surnames = [
  ...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文',
];
const grownNames =
  '建国 志强 晓燕 文博 思远 婷婷 雨桐 佳宁 晓峰 梦洁 志鹏 雅文 浩然 国栋 海燕 丽娟 明辉 静怡 伟东 春梅 振华 慧敏 俊杰 秀兰 立新 文静 志远 佳琪 雨薇 建军 晨 倩 俊 翔 磊 颖 洁 凯 欣 蕾'.split(
    ' ',
  );
const childNames =
  '明轩 子涵 小雨 子墨 悦然 宇轩 梓萱 浩宇 欣怡 一诺 沐宸 若汐 睿泽 语桐 诗涵 子睿 可欣 嘉懿 昊天 思琪 梓涵 奕辰 雨泽 依诺 俊熙 芷晴'.split(
    ' ',
  );
const cities = '上海 苏州 杭州 南京 宁波 无锡 合肥 厦门 广州 深圳 成都 武汉 青岛 天津 西安 重庆'.split(' ');
const companyWords =
  '云启 启明 海川 南粤 光谷 山城 锦程 之江 鹭岛 曲江 海纳 量子谷 冀云 远帆 恒信 蓝湾 星野 博雅 新元 汇川'.split(' ');
const companyKinds = '科技有限公司 智能 物流集团 软件 文化传播有限公司 传媒 教育 信息技术 医疗 制造'.split(' ');
export const zhRegions = '徐汇 浦东 闵行 静安 长宁 普陀 杨浦 虹口 宝山 松江 嘉定 古北'.split(' ');

const firstNames =
  'Marcus Olivia Noah Aisha Peter Grace Ines Victor Ruth Lucía Jonas Karen Paul Sofia Tom Mia Yuki Ellen Daniel Hannah Omar Chloe Liam Freya Mateo Nadia Oscar Amara Felix Leila Simon Greta Tariq Julia Rohan Alice'.split(
    ' ',
  );
const lastNames =
  'Webb Reed Chen Fischer Rahman Novak Liu Carvalho Adler Romero Meyer Doyle Girard Marino Becker Larsen Tanaka Park Hughes Okoye Bennett Kowalski Silva Haddad Lindqvist Moreau Patel Byrne Castillo Weber Nakamura Ivanova Stone Abbott'.split(
    ' ',
  );
const firmWords =
  'Hollis Northwind Brightwater Calder Helios Kestrel Lakeside Atlas Vertex Romero Doyle Novak Fairmont Redwood Harrow Sable Larkspur Meridian Quarry Pinecrest Tern Ashdown'.split(
    ' ',
  );
const firmKinds =
  '& Sons|Ltd|Group|Clinics|Retail|Labs|Media|Freight|Insurance|Studio|Energie|Pharma|Design|Logistics|Dental|Partners'.split(
    '|',
  );
export const enRegions = [
  'London',
  'Manchester',
  'Dublin',
  'New York',
  'Boston',
  'Singapore',
  'Berlin',
  'Shanghai',
  'Toronto',
];

export interface Persona {
  name: string;
  company: string | null;
  region: string;
  /** A parent asks for a child; a company for its staff. */
  kind: 'parent' | 'grown-up' | 'company';
}

export function persona(language: Language, company: boolean, chance: Chance): Persona {
  return language === 'zh' ? zhPersona(company, chance) : enPersona(company, chance);
}

function zhPersona(company: boolean, chance: Chance): Persona {
  const surname = chance.pick(surnames);
  const region = chance.pick(zhRegions);
  if (company) {
    const firm = chance.pick(cities) + chance.pick(companyWords) + chance.pick(companyKinds);
    const contact = `${surname}${chance.pick(['经理', '总监', '老师', '主任'])}`;
    // Half of them are known by the company's name alone.
    return { name: chance.is(0.5) ? firm : contact, company: firm, region, kind: 'company' };
  }
  const turn = chance.next();
  if (turn < 0.4) {
    const child = surname + chance.pick(childNames);
    return { name: child + (chance.is(0.8) ? '妈妈' : '爸爸'), company: null, region, kind: 'parent' };
  }
  if (turn < 0.6)
    return { name: surname + (chance.is(0.6) ? '女士' : '先生'), company: null, region, kind: 'grown-up' };
  return { name: surname + chance.pick(grownNames), company: null, region, kind: 'grown-up' };
}

function enPersona(company: boolean, chance: Chance): Persona {
  const name = `${chance.pick(firstNames)} ${chance.pick(lastNames)}`;
  const region = chance.pick(enRegions);
  if (!company) return { name, company: null, region, kind: 'grown-up' };
  const firm = chance.is(0.2)
    ? `${chance.pick(firmWords)} & ${chance.pick(lastNames)} Ltd`
    : `${chance.pick(firmWords)} ${chance.pick(firmKinds)}`;
  return { name, company: firm, region, kind: 'company' };
}

export interface Identity {
  kind: 'phone' | 'email' | 'wechat';
  value: string;
}

/** @param number counts the customers, so that no two share a number before a range is used up */
export function identitiesOf(language: Language, number: number, chance: Chance): Identity[] {
  if (language === 'zh') {
    // 7919 is prime to the range, so numbers look mixed and none comes twice within ten thousand customers.
    const phone = `1380000${String((number * 7_919) % 10_000).padStart(4, '0')}`;
    const identities: Identity[] = [{ kind: 'phone', value: phone }];
    if (chance.is(0.35)) identities.push({ kind: 'wechat', value: `wx_demo${String(number).padStart(5, '0')}` });
    return identities;
  }
  const british = chance.is(0.5);
  const phone = british
    ? `+44 ${chance.pick(['20 7946', '161 496'])} 0${String((number * 7) % 1_000).padStart(3, '0')}`
    : `+1 ${chance.pick(['202', '212', '312', '415', '617'])} 555 01${String((number * 7) % 100).padStart(2, '0')}`;
  return [
    { kind: 'email', value: `customer${number}@example.com` },
    { kind: 'phone', value: phone },
  ];
}
