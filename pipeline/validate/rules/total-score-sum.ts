import { totalSumRule } from '../total-sum-rule.js';

export const totalScoreSum = totalSumRule({ name: 'total-score-sum', column: 'score', total: 'totalScore', word: { en: 'score', zh: '得分' } });
