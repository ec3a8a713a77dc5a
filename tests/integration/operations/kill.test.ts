import { testEngine } from '../../support/test-context.ts';
import { killRounds } from './kill-rounds.ts';

killRounds(testEngine(), 5);
