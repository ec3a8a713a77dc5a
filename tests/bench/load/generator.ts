import { BoardLoad } from './board-load.ts';
import type { FromGenerator, Load, LoadResult, Plan, ToGenerator } from './messages.ts';
import { spreadOf } from './spread.ts';

/** The load generator: a process of its own, so that it never takes the server's turn. Talks with `load.ts` by messages. */
let boards: BoardLoad[] = [];
let stopped = false;

const say = (message: FromGenerator) => process.send!(message);

process.on('message', (message: ToGenerator) => {
  if (message.ask === 'stop') return void (stopped = true);
  const work = message.ask === 'connect' ? connect(message.plan) : run(message.load);
  work.then(say, (error: Error) => say({ answer: 'failed', message: error.stack ?? error.message }));
});
process.on('disconnect', () => process.exit(0));

async function connect(plan: Plan): Promise<FromGenerator> {
  const began = performance.now();
  boards = [];
  for (const board of plan.boards) boards.push(await BoardLoad.open(plan, board, boards.length));
  return { answer: 'connected', tookMs: performance.now() - began };
}

async function run(load: Load): Promise<FromGenerator> {
  const processor = process.cpuUsage();
  const began = performance.now();
  for (const board of boards) board.begin(load);
  if (load.kind === 'flood') await Promise.all(boards.map((board) => board.flood(load.inFlight, load.seconds)));
  else await steadily(load.perSecond, load.seconds);
  const answered = Math.max(...boards.map((board) => board.lastAnswerAt));
  await Promise.all(boards.map((board) => board.drained()));
  const heard = Math.max(answered, ...boards.map((board) => board.lastHeardAt));
  const { user, system } = process.cpuUsage(processor);
  const deliveries = boards.flatMap((board) => board.deliveries);
  const acknowledged = sum(boards.map((board) => board.acknowledged));
  const result: LoadResult = {
    acknowledged,
    refused: sum(boards.map((board) => board.refused)),
    perSecond: (acknowledged * 1000) / (answered - began),
    answer: spreadOf(boards.flatMap((board) => board.answers)),
    delivery: deliveries.length > 0 ? spreadOf(deliveries) : null,
    unheard: sum(boards.map((board) => board.unheard)),
    drainMs: heard - answered,
    heardBytes: sum(boards.map((board) => board.heardBytes)),
    generatorCores: (user + system) / 1000 / (performance.now() - began),
  };
  return { answer: 'result', result };
}

/** An open loop: a slow answer does not hold back the next move, so waiting shows up as waiting. */
async function steadily(perSecond: number, seconds: number | null): Promise<void> {
  const began = performance.now();
  const total = seconds === null ? Infinity : Math.round(perSecond * seconds);
  stopped = false;
  for (let sent = 0; sent < total && !stopped;) {
    const due = Math.min(total, Math.floor(((performance.now() - began) / 1000) * perSecond) + 1);
    while (sent < due) boards[sent++ % boards.length]!.send();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(boards.map((board) => board.settled()));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
