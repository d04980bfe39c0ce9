import type { z } from 'zod';
import type { Finding, Severity } from '../../schemas/record.js';
import type { NormalisedForm } from '../normalise/normalised-form.js';

/** A cell of a form, before it has an id: in a table, or a field. Rows count from 0. */
export type CellRef = { readonly table: string; readonly row: number; readonly column: string } | { readonly field: string };

/** One place where a rule does not hold. */
export interface Hit {
  /** Which of the rule's message templates says it. */
  readonly template: string;
  /** What fills the template: both sides of what disagrees, as printed. */
  readonly data: Finding['data'];
  /** Every cell the rule looked at to say so, the one that stands out first. */
  readonly cells: readonly CellRef[];
  /** The one row the hit names; absent when it is about the form or a field. */
  readonly row?: { readonly table: string; readonly row: number };
  /** Where it differs from the rule's own. */
  readonly severity?: Severity;
}

/** What a rule saw in one form: where it does not hold, and at how many places it could be tested and held. */
export interface Checked {
  readonly hits: readonly Hit[];
  readonly held: number;
}

export interface Message {
  readonly en: string;
  readonly zh: string;
}

/** A small form in printed texts: what is left out prints nothing. */
export interface ExampleForm {
  readonly fields?: Readonly<Record<string, string>>;
  readonly tables?: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>;
  /** Columns whose header has a star, all tables alike. */
  readonly starred?: readonly string[];
  readonly starredFields?: readonly string[];
}

export interface Example {
  readonly why: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly form: ExampleForm;
}

interface RuleCommon {
  readonly name: string;
  /** What the finding is about: one row, the form, or a field. A rule of several levels names the row where there is one. */
  readonly level: 'row' | 'form' | 'field';
  /** Severity when the document is to blame. */
  readonly severity: Severity;
  readonly docs: Message;
  /** Templates with `{name}` for each value of the hit's data. */
  readonly messages: Readonly<Record<string, Message>>;
  /** True for rules that mean nothing in a form whose project did not take place. */
  readonly needsRunningProject: boolean;
  /** True for the rule that finds such forms: where it fires, those rules are skipped. */
  readonly stopsOthers?: boolean;
  readonly examples: { readonly fires: readonly Example[]; readonly silent: readonly Example[] };
}

export interface RuleSpec<Options extends z.ZodType> extends RuleCommon {
  readonly options: Options;
  /** The columns (`table.column`, or `rowsOf` a table) that are attested to be read right where the rule holds. */
  attests(options: z.output<Options>): readonly string[];
  check(form: NormalisedForm, options: z.output<Options>): Checked;
}

/** A rule with its options filled in, ready to run over many forms. */
export interface BoundRule {
  readonly rule: Rule;
  readonly attests: readonly string[];
  check(form: NormalisedForm): Checked;
}

export interface Rule extends RuleCommon {
  readonly options: z.ZodType;
  /** Checks the options (a ZodError says what is wrong with them) and gives the rule that runs with them. */
  bind(options: unknown): BoundRule;
}

/** A rule from its description: keeps the type of the options inside. */
export function defineRule<Options extends z.ZodType>(spec: RuleSpec<Options>): Rule {
  const rule: Rule = {
    ...spec,
    bind(options) {
      const parsed = spec.options.parse(options);
      return { rule, attests: spec.attests(parsed), check: (form) => spec.check(form, parsed) };
    },
  };
  return rule;
}
