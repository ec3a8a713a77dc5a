import { describe, expect, it } from 'vitest';
import { ago, date, dateTime, dayTime, followUp, plainDate } from './when.ts';

const SHANGHAI = 'Asia/Shanghai';
/** Local time in Shanghai (UTC+8, no daylight saving). */
const at = (text: string) => Date.parse(`${text}:00+08:00`);
const now = at('2026-09-15T10:41');

describe('dayTime', () => {
  it.each([
    ['2026-09-15T14:00', '今天 14:00', 'today 14:00'],
    ['2026-09-16T00:00', '明天 00:00', 'tomorrow 00:00'],
    ['2026-09-14T23:59', '昨天 23:59', 'yesterday 23:59'],
    ['2026-09-17T19:00', '周四 19:00', 'Thu 19:00'],
    ['2026-09-21T09:00', '周一 09:00', 'Mon 09:00'],
    ['2026-09-22T09:00', '9月22日 09:00', '22 Sep 09:00'],
    ['2027-01-04T09:00', '2027年1月4日 09:00', '4 Jan 2027 09:00'],
  ])('%s', (text, zh, en) => {
    expect(dayTime(at(text), now, 'zh-CN', SHANGHAI)).toBe(zh);
    expect(dayTime(at(text), now, 'en', SHANGHAI)).toBe(en);
  });

  it('takes the day from the time zone, not from 24 hours', () => {
    const lateEvening = at('2026-09-15T23:50');
    expect(dayTime(at('2026-09-16T00:10'), lateEvening, 'zh-CN', SHANGHAI)).toBe('明天 00:10');
    expect(dayTime(at('2026-09-16T00:10'), lateEvening, 'en', 'UTC')).toBe('today 16:10');
  });

  it('counts days over a change to summer time', () => {
    const saturday = Date.parse('2026-03-28T23:30:00+01:00');
    expect(dayTime(Date.parse('2026-03-29T23:30:00+02:00'), saturday, 'en', 'Europe/Berlin')).toBe('tomorrow 23:30');
  });
});

describe('dateTime and date', () => {
  it('says day, weekday and hour in the order of the language', () => {
    expect(dateTime(at('2026-09-16T18:00'), now, 'zh-CN', SHANGHAI)).toBe('9月16日 周三 18:00');
    expect(dateTime(at('2026-09-16T18:00'), now, 'en', SHANGHAI)).toBe('Wed 16 Sep 18:00');
  });

  it('names the year only when it is another', () => {
    expect(date(at('2025-12-31T12:00'), now, 'en', SHANGHAI)).toBe('31 Dec 2025');
    expect(date(at('2026-09-26T12:00'), now, 'zh-CN', SHANGHAI)).toBe('9月26日');
  });

  it('never shifts a date that has no time', () => {
    expect(plainDate('2026-09-26', now, 'zh-CN', 'Pacific/Kiritimati')).toBe('9月26日');
    expect(plainDate('2026-09-26', now, 'en', 'Pacific/Pago_Pago')).toBe('26 Sep');
  });
});

describe('ago', () => {
  it.each([
    ['2026-09-15T10:41', '刚刚'],
    ['2026-09-15T10:38', '3分钟前'],
    ['2026-09-15T08:10', '2小时前'],
    ['2026-09-14T18:00', '昨天 18:00'],
    ['2026-09-03T18:00', '9月3日 18:00'],
  ])('%s', (text, shown) => {
    expect(ago(at(text), now, 'zh-CN', SHANGHAI)).toBe(shown);
  });
});

describe('followUp', () => {
  it.each([
    ['2026-09-15T10:44', '现在', 'now', 'now'],
    ['2026-09-15T10:36', '现在', 'now', 'now'],
    ['2026-09-15T10:31', '逾期 10分', '10 min late', 'late'],
    ['2026-09-15T07:40', '逾期 3小时', '3 h late', 'late'],
    ['2026-09-14T10:00', '逾期 1天', '1 day late', 'late'],
    ['2026-09-12T10:00', '逾期 3天', '3 days late', 'late'],
    ['2026-09-15T18:30', '今天 18:30', 'today 18:30', 'today'],
    ['2026-09-16T10:00', '明天 10:00', 'tomorrow 10:00', 'later'],
  ] as const)('%s', (text, zh, en, urgency) => {
    expect(followUp(at(text), now, 'zh-CN', SHANGHAI)).toEqual({ text: zh, urgency });
    expect(followUp(at(text), now, 'en', SHANGHAI)).toEqual({ text: en, urgency });
  });

  it('shows the hour today and the weekday after where there is little room', () => {
    expect(followUp(at('2026-09-15T18:30'), now, 'zh-CN', SHANGHAI, true).text).toBe('18:30');
    expect(followUp(at('2026-09-17T18:30'), now, 'en', SHANGHAI, true).text).toBe('Thu');
    expect(followUp(at('2026-09-27T18:30'), now, 'en', SHANGHAI, true).text).toBe('9/27');
  });
});
