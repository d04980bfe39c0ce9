import { describe, expect, it } from 'vitest';
import { compileDefinitions } from '../../../extractors/match/compile-definition.js';
import { dumpToLines } from '../../../extractors/match/dump-to-lines.js';
import { linesToReadingOn } from '../../../extractors/match/reading-on.js';
import { definitionsToVocabulary } from '../../../extractors/match/vocabulary.js';
import { readText } from '../../../extractors/read/read-text.js';
import { builtInForms } from '../../../schemas/forms/built-in-forms.js';

const vocabulary = definitionsToVocabulary(compileDefinitions(builtInForms));
const readingOn = (dump: string): ReturnType<typeof linesToReadingOn> => linesToReadingOn(dumpToLines(readText(Buffer.from(dump)).pages), vocabulary);

describe('the rest of a unit', () => {
  it('is one that the document prints whole elsewhere', () => {
    expect(readingOn('18个工作日\n≤20个工作\n日\n').completesUnit('≤20个工作', '日')).toBe(true);
  });

  it('is one that a narrow column breaks again and again', () => {
    expect(readingOn('≤20个工作\n日\n≤30个工作\n日\n').completesUnit('≤20个工作', '日')).toBe(true);
  });

  it('is no remark behind a value whose unit stands alone elsewhere, however often it is repeated', () => {
    const reading = readingOn('≥9万平方米\n9.1万平方米\n同上\n≥8万平方米\n8.6万平方米\n同上\n');
    expect(reading.completesUnit('9.1万平方米', '同上')).toBe(false);
  });
});
