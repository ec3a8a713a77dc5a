import { Refusal } from './refusal.mjs';

/**
 * Splits `--port 4000 --data=dir --quiet` into values. Only what the command knows is accepted: a misspelt option that is
 * passed over in silence ends in a server on the wrong data.
 *
 * @param {string[]} args
 * @param {{ command: string, values?: readonly string[], flags?: readonly string[] }} known
 * @returns {{ [name: string]: string | true | undefined }}
 */
export function readOptions(args, { command, values = [], flags = [] }) {
  /** @type {{ [name: string]: string | true | undefined }} */
  const options = {};
  const usage = `Known here: ${[...values.map((name) => `--${name} …`), ...flags.map((name) => `--${name}`)].join(', ') || 'no options'}.`;
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] ?? '';
    const [, name = '', inline] = /^--([a-z-]+)(?:=(.*))?$/.exec(word) ?? [];
    if (flags.includes(name) && inline === undefined) {
      options[name] = true;
    } else if (values.includes(name)) {
      const value = inline ?? args[(index += 1)];
      if (!value || value.startsWith('--')) throw new Refusal(`--${name} needs a value.`, usage, 2);
      options[name] = value;
    } else if (!word.startsWith('-')) {
      // npm keeps `npm start --port 4000` for itself and hands on the bare 4000.
      throw new Refusal(
        `“${word}” is not an option of ${command}.`,
        `Options come after two dashes, so that npm passes them on:  ${command} -- --port 4000\n${usage}`,
        2,
      );
    } else {
      throw new Refusal(`${command} does not know ${word}.`, usage, 2);
    }
  }
  return options;
}

/** @param {string | true | undefined} text */
export function readPort(text) {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (text === true || !/^\d+$/.test(text) || port > 65535) {
    throw new Refusal(`“${text}” is not a port.`, 'A port is a number from 1 to 65535; 0 lets the system choose.', 2);
  }
  return port;
}
