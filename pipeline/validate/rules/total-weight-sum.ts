import { totalSumRule } from '../total-sum-rule.js';

export const totalWeightSum = totalSumRule({ name: 'total-weight-sum', column: 'weight', total: 'totalWeight', word: { en: 'weight', zh: '分值' } });
