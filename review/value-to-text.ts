import type { Value } from '../schemas/value.js';

const signs: Readonly<Record<string, string>> = { '>=': '≥', '<=': '≤', '>': '>', '<': '<', '=': '=', '~': '≈' };
const sign = (comparator: string | null | undefined): string => (comparator ? (signs[comparator] ?? comparator) : '');

/** The normalised reading of a cell in one short line without words, or '' where there is none to show. */
export function valueToText(value: Value | null): string {
  if (value === null) return '';
  switch (value.kind) {
    case 'quantity': {
      const unit = [value.unit ?? '', ...value.per].filter(Boolean).join('/');
      const base = value.base !== null && value.base.number !== value.number ? ` = ${value.base.number} ${value.base.unit}` : '';
      return `${sign(value.comparator)}${value.number} ${unit}${value.of === undefined ? '' : ` ${value.of}`}${base}`.trim();
    }
    case 'ratio':
      return `${sign(value.comparator)}${value.number}${value.unit} = ${value.base.number}`;
    case 'range':
      return `${valueToText(value.from)} … ${valueToText(value.to)}`;
    case 'date':
      return `${sign(value.comparator)}${value.date}`;
    case 'period':
      return `${value.from} … ${value.to}`;
    case 'multi':
      return value.parts.map(valueToText).join(' + ');
    case 'text':
      return '“ ”';
    case 'none':
      return '∅';
    case 'unreadable':
      return '?';
  }
}
