import type { CompiledDefinition } from './compile-definition.js';
import { type FormLines, MAX_TITLE_DISTANCE } from './find-forms.js';
import type { Line } from './line.js';

/** A place in the document where a form of this definition seems to begin. */
export interface Candidate {
  readonly region: FormLines;
  readonly definition: CompiledDefinition;
}

/**
 * Sorts the regions that all definitions found into places where one form begins each: its rivals, the likeliest first. Definitions share labels, so each
 * sees something of the forms of others. The longer title says more, then the number of labels; where both are alike the earlier definition is taken.
 */
export function chooseRegions(lines: readonly Line[], candidates: readonly Candidate[]): { from: number; rivals: Candidate[] }[] {
  const places: { from: number; rivals: Candidate[] }[] = [];
  for (const candidate of candidates.toSorted((a, b) => a.region.from - b.region.from)) {
    const { region } = candidate;
    const place = places.at(-1);
    const sameStart = place && region.from - place.from <= MAX_TITLE_DISTANCE && !place.rivals.some(({ definition }) => definition === candidate.definition);
    if (sameStart) place.rivals.push(candidate);
    else if (region.titleLength > 0 || !place || !isSeenBy(lines, candidate, best(place.rivals))) places.push({ from: region.from, rivals: [candidate] });
  }
  for (const { rivals } of places) rivals.sort((a, b) => b.region.titleLength - a.region.titleLength || b.region.evidence - a.region.evidence);
  return places;
}

const best = (rivals: readonly Candidate[]): Candidate | undefined => rivals.toSorted((a, b) => b.region.titleLength - a.region.titleLength || b.region.evidence - a.region.evidence)[0];

/** True when a region without a title begins inside another one with labels that both definitions know: it is a part of that form. */
function isSeenBy(lines: readonly Line[], { region, definition }: Candidate, other: Candidate | undefined): boolean {
  if (!other || other.definition === definition || region.from >= other.region.to) return false;
  return (lines[region.from]?.tokens ?? []).some((token) => other.definition.labels.has(token.label.text));
}
