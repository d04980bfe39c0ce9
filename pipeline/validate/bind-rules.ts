import type { FormDefinition } from '../../schemas/form-definition.js';
import type { Severity } from '../../schemas/record.js';
import type { BoundRule } from './rule.js';
import { rulesByName } from './rules.js';

export interface RuleInUse {
  readonly bound: BoundRule;
  /** The severity that the definition gives the rule, if it gives one. */
  readonly severity: Severity | null;
}

const boundByDefinition = new WeakMap<FormDefinition, readonly RuleInUse[]>();

/**
 * The rules of a definition with their options filled in, those that can stop others first. Throws an Error that names the definition, the
 * rule and what is wrong with its options when the definition asks for a rule that doesn't exist or gives it options it doesn't know.
 */
export function bindRules(definition: FormDefinition): readonly RuleInUse[] {
  const known = boundByDefinition.get(definition);
  if (known !== undefined) return known;
  const bound = definition.rules.map(({ rule: name, severity, options }): RuleInUse => {
    const rule = rulesByName.get(name);
    if (rule === undefined) throw new Error(`form ${definition.id}: no rule "${name}"; known: ${[...rulesByName.keys()].join(', ')}`);
    try {
      return { bound: rule.bind(options), severity: severity ?? null };
    } catch (error) {
      throw new Error(`form ${definition.id}, rule ${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
  });
  const ordered = [...bound.filter(({ bound: { rule } }) => rule.stopsOthers === true), ...bound.filter(({ bound: { rule } }) => rule.stopsOthers !== true)];
  boundByDefinition.set(definition, ordered);
  return ordered;
}
