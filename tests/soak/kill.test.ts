import { killRounds } from '../integration/operations/kill-rounds.ts';

killRounds('sqlite', 50);
killRounds('postgres', 50);
