import type { Finding } from '../../schemas/record.js';
import { decisionMessages } from './decision-messages.js';
import type { Message } from './rule.js';
import { rulesByName } from './rules.js';
import { sayPhrases } from './say-phrase.js';

export type Language = keyof Message;

/** What a doubt of the extraction says: its note is a sentence of its own, the title is the column or field it is about. */
const doubt: Message = { en: '{title}: {note}', zh: '{titleZh}：{note}' };

/** What the judge adds, by its verdict. An accusation of the document needs no further words. */
const verdicts: Readonly<Record<string, Message>> = {
  doubted: { en: '{message} (our reading of {verdictCell} is in doubt)', zh: '{message}（对{verdictCell}的识读存疑）' },
  neighbour: {
    en: '{message} (it would hold if {verdictCell} read "{verdictText}")',
    zh: '{message}（若{verdictCell}读作“{verdictText}”则成立）',
  },
  alone: { en: '{message} (nothing else in the document shows whether we or it is wrong)', zh: '{message}（文件中没有其他依据可判断是识读错误还是原文错误）' },
};

/** By template, what stands between its names and, at odd places, the names: there are as many templates as rules have, and thousands of findings. */
const partsByTemplate = new Map<string, readonly string[]>();

/** Fills `{name}` with data[name]; lists are joined, what is missing stays visible. */
function fill(template: string, data: Finding['data']): string {
  let parts = partsByTemplate.get(template);
  if (parts === undefined) partsByTemplate.set(template, (parts = template.split(/\{(\w+)\}/)));
  let filled = '';
  let isName = false;
  for (const part of parts) {
    filled += isName ? fillName(part, data[part]) : part;
    isName = !isName;
  }
  return filled;
}

function fillName(name: string, value: Finding['data'][string] | undefined): string {
  if (value === undefined || value === null) return `{${name}}`;
  return Array.isArray(value) ? value.join(', ') : String(value);
}

/** The data with one of its texts, a sentence of the extraction, in the language asked for. */
function said(data: Finding['data'], name: string, language: Language): Finding['data'] {
  const text = data[name];
  return typeof text === 'string' && language !== 'en' ? { ...data, [name]: sayPhrases(text, language) } : data;
}

/** The message of a finding in either language, from its rule's template and its `data` alone. */
export function findingToMessage(finding: Pick<Finding, 'rule' | 'data'>, language: Language): string {
  const { data } = finding;
  const template = typeof data['template'] === 'string' ? (rulesByName.get(finding.rule)?.messages ?? decisionMessages[finding.rule])?.[data['template']] : undefined;
  const message = template === undefined ? fill(doubt[language], said(data, 'note', language)) : fill(template[language], data);
  const verdict = typeof data['verdict'] === 'string' ? verdicts[data['verdict']] : undefined;
  // What is in doubt is a cell, or the form as a whole for the reasons that its doubts name.
  return verdict === undefined ? message : fill(verdict[language], { ...said(data, 'verdictCell', language), message });
}
