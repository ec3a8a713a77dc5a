import { msOfDayAt } from '#lib/domain/time/zone.ts';

const HOUR_MS = 3_600_000;
/** Nobody is woken by a wall that was left on. */
const QUIET_UNTIL = 8 * HOUR_MS;
const QUIET_FROM = 21 * HOUR_MS;
/** A rising fourth and fifth, in hertz, each a little after the other; 1.2 s in all. */
const NOTES = [
  [523.25, 0],
  [698.46, 0.16],
  [783.99, 0.32],
] as const;

/** One short chime, made and not fetched. Browsers keep it silent until somebody has touched the page. */
export class Chime {
  #audio: AudioContext | null = null;

  async play(zone: string): Promise<'played' | 'quiet' | 'blocked'> {
    const time = msOfDayAt(Date.now(), zone);
    if (time < QUIET_UNTIL || time >= QUIET_FROM) return 'quiet';
    const audio = (this.#audio ??= new AudioContext());
    // Waits for ever where it is not allowed, hence the race.
    await Promise.race([audio.resume(), new Promise((resolve) => setTimeout(resolve, 200))]);
    if (audio.state !== 'running') return 'blocked';
    for (const [frequency, after] of NOTES) this.#note(audio, frequency, audio.currentTime + after);
    return 'played';
  }

  #note(audio: AudioContext, frequency: number, at: number): void {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.type = 'triangle';
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0.0001, at);
    volume.gain.exponentialRampToValueAtTime(0.22, at + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.0001, at + 0.85);
    tone.connect(volume).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.9);
  }
}
