import { Presets, SingleBar } from 'cli-progress';
import type { RunEvent } from '../schemas/run.js';

export interface Progress {
  show(event: RunEvent): void;
  /** Takes the bar away and gives the cursor back; again does nothing. */
  close(): void;
}

/** A bar on the terminal's line with documents, pages, rate, time left and how many rows need a human. Nothing of it stays when the run has ended. */
export function showProgress(stream: NodeJS.WriteStream): Progress {
  const bar = new SingleBar(
    {
      stream,
      format: '{bar} {value}/{total} documents · {pages} pages · {rate}/s · {left} left · {review} to review',
      hideCursor: true,
      clearOnComplete: true,
      etaBuffer: 50,
      // The signal ends the run in order; the bar must not take it for itself.
      gracefulExit: false,
    },
    Presets.shades_classic,
  );
  const started = performance.now();
  let total = 0;
  let documents = 0;
  let pages = 0;
  let review = 0;
  return {
    show(event) {
      if (event.event === 'start') {
        total = event.documents;
        bar.start(total, 0, { pages, rate: 0, left: '?', review });
      } else if (event.event === 'document') {
        documents++;
        pages += event.input.pages;
        review += event.input.review;
        const rate = documents / ((performance.now() - started) / 1000);
        bar.update(documents, { pages, rate: rate >= 10 ? Math.round(rate) : rate.toFixed(1), left: duration((total - documents) / rate), review });
      } else if (event.event === 'end') bar.stop();
    },
    close: () => bar.stop(),
  };
}

function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  return whole < 3600 ? `${Math.floor(whole / 60)} min ${whole % 60} s` : `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
