import { Refusal } from '../starter/refusal.mjs';

/**
 * The stages that `--only a,b` names, in their own order; `integration` stands for both engines.
 *
 * @template {{ name: string }} S
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
  return all.filter(({ name }) => names.includes(name));
}
