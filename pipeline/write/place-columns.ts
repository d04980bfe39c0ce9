import type { Source } from '../../schemas/record.js';
import type { Column } from './table.js';

type Box = readonly [number, number, number, number];

/** Where the places begin: their first page, and on it the first line or the box around them all. */
interface Place {
  readonly page: number;
  readonly line: number | null;
  readonly box: Box | null;
}

function sourcesToPlace(sources: readonly Source[]): Place | null {
  if (sources.length === 0) return null;
  const page = Math.min(...sources.map((source) => source.page));
  const there = sources.filter((source) => source.page === page);
  const lines = there.flatMap((source) => ('line' in source ? [source.line] : []));
  const boxes = there.flatMap((source) => ('bbox' in source ? [source.bbox] : []));
  return { page, line: lines.length > 0 ? Math.min(...lines) : null, box: boxes.length > 0 ? around(boxes) : null };
}

const around = (boxes: readonly Box[]): Box => {
  const side = (index: 0 | 1 | 2 | 3): number[] => boxes.map((box) => box[index]);
  return [Math.min(...side(0)), Math.min(...side(1)), Math.max(...side(2)), Math.max(...side(3))];
};

const edges = [
  ['left', 0],
  ['top', 1],
  ['right', 2],
  ['bottom', 3],
] as const;

/** The columns that tell in numbers where a row stands. */
export function placeColumns<Item>(sourcesOf: (item: Item) => readonly Source[]): Column<Item>[] {
  // The columns of a row are asked one after the other.
  let last: { readonly item: Item; readonly place: Place | null } | null = null;
  const placeOf = (item: Item): Place | null => {
    if (last?.item === item) return last.place;
    const place = sourcesToPlace(sourcesOf(item));
    last = { item, place };
    return place;
  };
  return [
    { name: 'page', type: 'integer', title: 'Page', description: 'Page on which it begins, from 1. A label that spans rows doesn\'t count.', constraints: { minimum: 1 }, of: (item) => placeOf(item)?.page ?? null },
    { name: 'line', type: 'integer', title: 'Line', description: 'Line of that page on which it begins, from 1; of text documents.', constraints: { minimum: 1 }, of: (item) => placeOf(item)?.line ?? null },
    ...edges.map(([name, index]): Column<Item> => ({
      name: `box_${name}`,
      type: 'number',
      title: `Box: ${name}`,
      description: `The ${name} edge of the box around all of it on that page, in points from the top left; of PDF files and images.`,
      detail: true,
      of: (item) => {
        const edge = placeOf(item)?.box?.[index];
        return edge === undefined ? null : Number(edge.toFixed(2));
      },
    })),
  ];
}
