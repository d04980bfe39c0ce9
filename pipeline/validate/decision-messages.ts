import type { Message } from './rule.js';

/** What findings about decisions say, by finding and template. Their names are no rules: nothing in a form makes them fire. */
export const decisionMessages: Readonly<Record<string, Readonly<Record<string, Message>>>> = {
  'stale-decision': {
    text: {
      en: 'the decision of {by} ({at}) was about "{read}"; now "{now}" is read there',
      zh: '{by}（{at}）的决定针对“{read}”，现在该处识读为“{now}”，需重新核对',
    },
    place: {
      en: 'the decision of {by} ({at}) was about "{read}", which is no longer read at its place',
      zh: '{by}（{at}）的决定针对“{read}”，该处已不再识读到此内容，需重新核对',
    },
    document: {
      en: 'the decision of {by} ({at}) about "{read}" was made on other contents of this document',
      zh: '{by}（{at}）关于“{read}”的决定针对的是本文件的另一内容，需重新核对',
    },
  },
  'reviewers-disagree': {
    texts: { en: '{a} reads "{aText}", {b} reads "{bText}"', zh: '{a}读作“{aText}”，{b}读作“{bText}”' },
    blame: { en: '{a} says that nothing is wrong, {b} that the document is', zh: '{a}认为无误，{b}认为原文有误' },
    row: { en: '{a} says that this is a row, {b} that it is none', zh: '{a}认为这是一行，{b}认为不是' },
  },
  'cannot-tell': {
    plain: { en: '{by} can\'t tell', zh: '{by}无法判断' },
    note: { en: '{by} can\'t tell: {note}', zh: '{by}无法判断：{note}' },
  },
  'document-wrong': {
    plain: { en: '{by} says that the document is wrong', zh: '{by}认为原文有误' },
    note: { en: '{by} says that the document is wrong: {note}', zh: '{by}认为原文有误：{note}' },
  },
};
