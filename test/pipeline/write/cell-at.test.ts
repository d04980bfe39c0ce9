import { expect, it } from 'vitest';
import { cellAt } from '../../../pipeline/write/cell-at.js';
import type { Form } from '../../../schemas/record.js';
import { cell, futianResult } from './two-forms.js';

const form: Form = futianResult.forms[0] ?? expect.fail('no form');
const { id } = form;

it.each([
  [`${id}.projectName`, '预算准备金'],
  [`${id}.title`, '项目支出绩效自评表'],
  [`${id}/indicators/2.target`, '≥80%'],
  [`${id}/funding/1.item`, '年度资金总额'],
])('finds %s', (address, text) => {
  expect(cellAt(form, address)?.cell.text).toBe(text);
});

it.each([`${id}0.projectName`, `${id}0/indicators/1.name`, `${id}.none`, `${id}/indicators/9.name`, `${id}/none/1.name`, 'other.txt#1.title', id])('finds nothing at %s', (address) => {
  expect(cellAt(form, address)).toBeNull();
});

it('finds a row by its number in the document when one before it was taken out', () => {
  const second = form.tables['indicators']?.[1] ?? expect.fail('no row');
  const left: Form = { ...form, tables: { indicators: [{ ...second, cells: { ...second.cells, name: cell('left', 1, 1) } }] } };
  expect(cellAt(left, `${id}/indicators/2.name`)?.cell.text).toBe('left');
  expect(cellAt(left, `${id}/indicators/1.name`)).toBeNull();
});
