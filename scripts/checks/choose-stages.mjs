import { Refusal } from '../starter/refusal.mjs';

/**
 * The stages that `--only a,b` names and those they need, in their own order; `integration` stands for both engines.
 *
 * @template {{ name: string, needs?: string[] }} S
 * @param {readonly S[]} all
 * @param {string | true | undefined} only
 * @returns {S[]}
 */
export function chooseStages(all, only) {
  if (only === undefined) return [...all];
  const names = String(only)
    .split(',')
    .flatMap((name) => (name === 'integration' ? ['integration-sqlite', 'integration-postgres'] : [name]));
  const unknown = names.find((name) => !all.some((stage) => stage.name === name));
  if (unknown !== undefined) {
    throw new Refusal(`There is no stage “${unknown}”.`, `Stages: ${all.map(({ name }) => name).join(', ')}.`, 2);
  }
  const needed = all.flatMap(({ name, needs = [] }) => (names.includes(name) ? needs : []));
  return all.filter(({ name }) => names.includes(name) || needed.includes(name));
}
