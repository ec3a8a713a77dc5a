import { describe, expect, it } from 'vitest';
import { formValues } from './form-values.ts';

const form = (...entries: [string, string][]) => {
  const data = new FormData();
  for (const [name, value] of entries) data.append(name, value);
  return data;
};

describe('formValues', () => {
  it('reads what the names say', () => {
    const values = formValues(
      form(
        ['name', ' 李娜 '],
        ['n:capacity', ''],
        ['n:idleDays', '7.5'],
        ['b:archived', 'on'],
        ['s:teamId', ''],
        ['teamIds[]', 'a'],
        ['teamIds[]', 'b'],
        ['n:warnHours[]', '24'],
        ['j:stages', '[{"id":null}]'],
        ['_form', 'add'],
      ),
    );
    expect(values).toEqual({
      name: ' 李娜 ',
      capacity: null,
      idleDays: 7.5,
      archived: true,
      teamId: null,
      teamIds: ['a', 'b'],
      warnHours: [24],
      stages: [{ id: null }],
    });
  });

  it('leaves broken numbers and JSON for the schema to refuse', () => {
    expect(formValues(form(['n:capacity', 'many'], ['j:stages', '{']))).toEqual({ capacity: NaN, stages: undefined });
  });

  it('holds nothing that no database takes, in JSON fields neither', () => {
    const form = new FormData();
    form.set('name', 'Zh\0ao');
    form.set('j:stages', '[{"name":"\\u0000New"}]');
    expect(formValues(form)).toEqual({ name: 'Zhao', stages: [{ name: 'New' }] });
  });
});
