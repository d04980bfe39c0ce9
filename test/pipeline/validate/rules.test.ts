import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { normaliseForm } from '../../../pipeline/normalise/normalise-form.js';
import { findingToMessage } from '../../../pipeline/validate/message.js';
import { rulesByName } from '../../../pipeline/validate/rules.js';
import { formOf } from './form-of.js';

/** The rules, levels and severities that the field's rule book names. */
const ruleBook: Record<string, string> = {
  'score-exceeds-weight': 'row error',
  'level-weight-sum': 'form error',
  'total-weight-sum': 'form error',
  'total-score-sum': 'form error',
  'execution-rate': 'row error',
  'execution-score': 'row error',
  'funding-parts-sum': 'form error',
  'actual-kind-mismatch': 'row error',
  'full-score-missed-target': 'row error',
  'required-cell-blank': 'row warning',
  'score-lost-unexplained': 'row warning',
  'over-achievement-unexplained': 'row warning',
  'duplicate-row': 'row warning',
  'rate-over-100': 'row warning',
  'actual-not-measured': 'row info',
  'target-not-measurable': 'row info',
  'project-stopped': 'form info',
};

it('has one file for each rule, all registered', () => {
  const files = readdirSync(new URL('../../../pipeline/validate/rules/', import.meta.url)).map((file) => file.replace(/\.ts$/, ''));
  expect(files.toSorted()).toEqual([...rulesByName.keys()].toSorted());
  expect(Object.fromEntries([...rulesByName].map(([name, { level, severity }]) => [name, `${level} ${severity}`]))).toEqual(ruleBook);
});

describe.each([...rulesByName.values()])('$name', (rule) => {
  it.each(rule.examples.fires)('fires: $why', ({ options = {}, form }) => {
    const { hits } = rule.bind(options).check(normaliseForm(formOf(form)));
    expect(hits.length).toBeGreaterThan(0);
    for (const hit of hits) {
      expect(hit.cells.length).toBeGreaterThan(0);
      for (const language of ['en', 'zh'] as const) {
        const message = findingToMessage({ rule: rule.name, data: { ...hit.data, template: hit.template } }, language);
        expect(message).not.toMatch(/[{}]|undefined/);
        expect(message.length).toBeGreaterThan(5);
      }
    }
  });
  it.each(rule.examples.silent)('is silent: $why', ({ options = {}, form }) => {
    expect(rule.bind(options).check(normaliseForm(formOf(form))).hits).toEqual([]);
  });
  it('has examples of both, and says what it does in both languages', () => {
    expect(rule.examples.fires.length).toBeGreaterThan(0);
    expect(rule.examples.silent.length).toBeGreaterThan(0);
    expect(rule.docs.en.length).toBeGreaterThan(40);
    expect(rule.docs.zh.length).toBeGreaterThan(15);
  });
});
