/** What the starter says while it works. Always on stderr: stdout belongs to the command itself (figures as JSON, a table). */

const heartbeatMs = 15_000;

/** @param {string} line */
export const say = (line) => void process.stderr.write(`${line}\n`);

/** @param {number} ms */
export function elapsed(ms) {
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}

/**
 * Runs a piece of work under a line that shows it is alive: a counting clock on a terminal, a line now and then in a log.
 *
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function step(title, work) {
  const begun = Date.now();
  const line = liveLine();
  const tick = () => line.show(`· ${title} … ${elapsed(Date.now() - begun)}`);
  line.show(`· ${title} …`);
  const timer = setInterval(tick, line.everyMs);
  try {
    const result = await work();
    line.end(`✓ ${title}  ${elapsed(Date.now() - begun)}`);
    return result;
  } catch (failure) {
    line.end(`✗ ${title}  ${elapsed(Date.now() - begun)}`);
    throw failure;
  } finally {
    clearInterval(timer);
  }
}

/** One line that is rewritten on a terminal, and repeated every fifteen seconds in a log. */
export function liveLine() {
  const terminal = process.stderr.isTTY;
  return {
    everyMs: terminal ? 200 : heartbeatMs,
    /** @param {string} text */
    show(text) {
      process.stderr.write(terminal ? `\r\x1b[2K${text.slice(0, (process.stderr.columns || 80) - 1)}` : `${text}\n`);
    },
    /** @param {string} text */
    end(text) {
      process.stderr.write(terminal ? `\r\x1b[2K${text}\n` : `${text}\n`);
    },
  };
}
