import type { Rule } from './rule.js';
import { actualKindMismatch } from './rules/actual-kind-mismatch.js';
import { actualNotMeasured } from './rules/actual-not-measured.js';
import { duplicateRow } from './rules/duplicate-row.js';
import { executionRate } from './rules/execution-rate.js';
import { executionScore } from './rules/execution-score.js';
import { fullScoreMissedTarget } from './rules/full-score-missed-target.js';
import { fundingPartsSum } from './rules/funding-parts-sum.js';
import { levelWeightSum } from './rules/level-weight-sum.js';
import { overAchievementUnexplained } from './rules/over-achievement-unexplained.js';
import { projectStopped } from './rules/project-stopped.js';
import { rateOver100 } from './rules/rate-over-100.js';
import { requiredCellBlank } from './rules/required-cell-blank.js';
import { scoreExceedsWeight } from './rules/score-exceeds-weight.js';
import { scoreLostUnexplained } from './rules/score-lost-unexplained.js';
import { targetNotMeasurable } from './rules/target-not-measurable.js';
import { totalScoreSum } from './rules/total-score-sum.js';
import { totalWeightSum } from './rules/total-weight-sum.js';

const rules: readonly Rule[] = [
  scoreExceedsWeight,
  levelWeightSum,
  totalWeightSum,
  totalScoreSum,
  executionRate,
  executionScore,
  fundingPartsSum,
  actualKindMismatch,
  fullScoreMissedTarget,
  requiredCellBlank,
  scoreLostUnexplained,
  overAchievementUnexplained,
  duplicateRow,
  rateOver100,
  actualNotMeasured,
  targetNotMeasurable,
  projectStopped,
];

/** Every rule there is, by name, in the order in which their findings are listed. */
export const rulesByName: ReadonlyMap<string, Rule> = new Map(rules.map((rule) => [rule.name, rule]));
