import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { FromGenerator, Load, LoadResult, Plan, ToGenerator } from './messages.ts';

const entry = join(import.meta.dirname, 'generator.ts');

/** A load generator under way: a process whose sockets stay open from one run to the next. */
export class LoadGenerator {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async connect(plan: Plan): Promise<LoadGenerator> {
    const generator = new LoadGenerator(fork(entry, { execArgv: ['--disable-warning=ExperimentalWarning'] }));
    await generator.#ask({ ask: 'connect', plan });
    return generator;
  }

  async run(load: Load): Promise<LoadResult> {
    const answer = await this.#ask({ ask: 'run', load });
    if (answer.answer !== 'result') throw new Error(`the load generator answered ${answer.answer}`);
    return answer.result;
  }

  /** Ends a run that was to go on until now. */
  stop(): void {
    this.#child.send({ ask: 'stop' } satisfies ToGenerator);
  }

  close(): void {
    this.#child.kill();
  }

  #ask(message: ToGenerator): Promise<FromGenerator> {
    return new Promise((resolve, reject) => {
      const ended = (code: number | null) => reject(new Error(`the load generator ended with ${code}`));
      this.#child.once('exit', ended);
      this.#child.once('message', (answer: FromGenerator) => {
        this.#child.off('exit', ended);
        if (answer.answer === 'failed') reject(new Error(answer.message));
        else resolve(answer);
      });
      this.#child.send(message);
    });
  }
}
