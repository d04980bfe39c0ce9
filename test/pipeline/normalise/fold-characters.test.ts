import { expect, it } from 'vitest';
import { foldCharacters } from '../../../pipeline/normalise/fold-characters.js';

it.each([
  ['≧ ９５ ％', '≥95%'],
  ['＞＝５', '≥5'],
  ['＝５', '=5'],
  ['═100％', '=100%'],
  ['１，２３４．５０', '1,234.50'],
  ['７✕２４', '7×24'],
  ['元／人•月', '元/人·月'],
  ['台（套）', '台(套)'],
  ['－5', '-5'],
  ['- 5', '—5'],
  ['5–8', '5—8'],
  ['5～8', '5~8'],
  ['9 9.5', '9 9.5'],
  ['≥50个秒批 /70个秒报', '≥50个秒批/70个秒报'],
  // Characters with a meaning of their own stay.
  ['2000㎡', '2000㎡'],
  ['①', '①'],
  ['m²', 'm²'],
])('%s is folded to %s', (printed, folded) => expect(foldCharacters(printed)).toBe(folded));
