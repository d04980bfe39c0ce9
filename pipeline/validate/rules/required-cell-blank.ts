import { z } from 'zod';
import { defineRule, type Hit } from '../rule.js';

export const requiredCellBlank = defineRule({
  name: 'required-cell-blank',
  level: 'row',
  severity: 'warning',
  needsRunningProject: true,
  options: z.strictObject({}),
  docs: {
    en:
      'A cell that must be filled (its header has a star, or the form always needs it) prints nothing. A slash or "not applicable" is ' +
      'something. Wrong where a row is only a heading.',
    zh: '必填单元格（表头带 * 或表格规定必填）为空白；“/”或“不适用”不算空白。仅作标题的行不适用本规则。',
  },
  messages: { blank: { en: '{title} must be filled and prints nothing', zh: '{titleZh}为必填项，但未填写' } },
  attests: () => [],
  check(form) {
    const hits: Hit[] = [];
    let held = 0;
    for (const definition of form.definition.tables) {
      const table = form.tables[definition.name];
      if (table === undefined) continue;
      for (const { name: column, title, required } of definition.columns) {
        const due = required === 'always' || (required === 'starred' && table.starred.includes(column));
        // A column whose header is not printed is the form's choice.
        if (!due || !table.columns.includes(column)) continue;
        let row = -1;
        for (const { cells } of table.rows) {
          row += 1;
          const cell = cells[column];
          if (cell === undefined || cell.sharedFromRow !== undefined) continue;
          if (cell.text !== '') {
            held += 1;
            continue;
          }
          const place = { table: definition.name, row };
          hits.push({ template: 'blank', data: { title: title.en, titleZh: title.zh }, row: place, cells: [{ ...place, column }] });
        }
      }
    }
    for (const { name: field, title, required } of form.definition.fields) {
      const cell = form.fields[field];
      const due = required === 'always' || (required === 'starred' && form.starredFields.includes(field));
      if (!due || cell === undefined) continue;
      if (cell.text !== '') held += 1;
      else hits.push({ template: 'blank', data: { title: title.en, titleZh: title.zh }, cells: [{ field }] });
    }
    return { hits, held };
  },
  examples: {
    fires: [
      { why: 'a starred column', form: { starred: ['actual'], fields: { projectName: 'A' }, tables: { indicators: [{ name: 'B', actual: '' }] } } },
      { why: 'a field every form needs', form: { fields: { projectName: '' } } },
    ],
    silent: [
      { why: 'a slash is something', form: { starred: ['actual'], fields: { projectName: 'A' }, tables: { indicators: [{ name: 'B', actual: '/' }] } } },
      { why: 'no star', form: { fields: { projectName: 'A' }, tables: { indicators: [{ name: 'B', actual: '' }] } } },
    ],
  },
});
