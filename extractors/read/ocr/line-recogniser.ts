import type { Gray } from './raster.js';

/** One recognised character: what the engine is how sure of, where its middle is (pixels from the left of the line image), and what else it could be. */
export interface ReadCharacter {
  readonly text: string;
  readonly confidence: number;
  readonly x: number;
  /** The next best characters at this place, best first; empty where the engine names none. */
  readonly others: readonly { readonly text: string; readonly confidence: number }[];
}

/** A line as an engine read it; no character when it saw none. Blanks are characters with text " ". */
export interface LineReading {
  readonly characters: readonly ReadCharacter[];
  /** How likely, at most, the engine held it that the line has a character which it left out in the end; 0 where it can't tell. */
  readonly omission: number;
}

/** What reads the image of one line of dark text on white paper. Both engines implement it and pass one test suite. */
export interface LineRecogniser {
  /** Name and version, as results print it, e.g. `ppocr/4`. */
  readonly name: string;
  /** One reading for each line, in order. A line of no width or height reads empty. */
  read(lines: readonly Gray[]): Promise<LineReading[]>;
  /** Frees the model or the worker; the recogniser can't be used afterwards. */
  close(): Promise<void>;
}
