import { describe, expect, it } from 'vitest';
import { compileDefinitions } from '../../../extractors/match/compile-definition.js';
import { joinSplitPages } from '../../../extractors/match/join-split-pages.js';
import { builtInForms } from '../../../schemas/forms/built-in-forms.js';
import { pageFromDrawing } from '../layout/page-from-drawing.js';
import { formsOf, rowsOf } from './forms-of-drawings.js';

const LEFT = `
                     项目支出绩效自评表
┌────────────┬─────────────────────────────┬────────────────
│ 项目名称   │ 南屏州乡村公路养护          │
├──────────┬─┴────────┬──────────────────┬─┴──────────
│ 一级指标 │ 二级指标 │ 三级指标         │ 年度指标值
├──────────┼──────────┼──────────────────┼────────────
│ 产出指标 │ 数量指标 │ 养护里程         │ ≥420公里
│          ├──────────┼──────────────────┼────────────
│          │ 质量指标 │ 验收合格率       │ 100%
├──────────┼──────────┼──────────────────┼────────────
│ 效益指标 │ 社会效益 │ 出行便利程度     │ 提高
├──────────┴──────────┴──────────────────┴────────────
│ 总分
└─────────────────────────────────────────────────────`;
const RIGHT = `

┬────────────────────────────────────┐
│                                    │
├────────────┬────┬────┬─────────────┤
│ 实际完成值 │分值│得分│ 偏差原因分析│
├────────────┼────┼────┼─────────────┤
│ 415公里    │30  │28  │ 雨季顺延    │
├────────────┼────┼────┼─────────────┤
│ 100%       │30  │30  │             │
├────────────┼────┼────┼─────────────┤
│ 提高       │40  │40  │             │
├────────────┼────┼────┼─────────────┤
│            │100 │98  │ —           │
└────────────┴────┴────┴─────────────┘`;
const ROWS = ['产出指标|数量指标|养护里程|≥420公里|415公里|30|28|雨季顺延', '产出指标|质量指标|验收合格率|100%|100%|30|30|', '效益指标|社会效益|出行便利程度|提高|提高|40|40|'];
const COLUMNS = ['level1', 'level2', 'name', 'target', 'actual', 'weight', 'score', 'deviation'];

describe('a sheet that is wider than its paper', () => {
  it('is one table whose last columns stand on a page of their own', () => {
    const [form] = formsOf(LEFT, RIGHT);
    expect(rowsOf(form, 'indicators', COLUMNS)).toEqual(ROWS);
    expect(form?.fields['totalScore']?.text).toBe('98');
    // Each value leads back to the page that it is printed on.
    expect(form?.tables['indicators']?.rows[0]?.cells['score']?.source.map(({ page }) => page)).toEqual([2]);
    expect(form?.tables['indicators']?.rows[0]?.cells['name']?.source.map(({ page }) => page)).toEqual([1]);
  });

  it('is printed without rules, too', () => {
    const plain = (drawing: string): string => drawing.replaceAll(/[─│┌┐└┘├┤┬┴┼]/gu, ' ');
    expect(rowsOf(formsOf(plain(LEFT), plain(RIGHT))[0], 'indicators', COLUMNS)).toEqual(ROWS);
  });

  it('may be the second of two, each with its own last columns', () => {
    const second = RIGHT.replace('415公里', '419公里').replace('│28  │ 雨季顺延', '│29  │         ');
    const forms = formsOf(LEFT, RIGHT, LEFT, second);
    expect(forms.map((form) => rowsOf(form, 'indicators', ['actual', 'score'])[0])).toEqual(['415公里|28', '419公里|29']);
  });
});

it.each([
  ['whole tables of the same columns', [`${LEFT}`, `${LEFT}`]],
  ['columns at other heights', [LEFT, `\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n${RIGHT}`]],
  ['other text', [LEFT, '\n\n\n得分较高的项目\n\n\n另有说明']],
])('pages with %s stay as they are', (_, drawings) => {
  const pages = drawings.map((drawing, i) => pageFromDrawing(drawing, { number: i + 1 }));
  expect(joinSplitPages(pages, compileDefinitions(builtInForms))).toBe(pages);
});
