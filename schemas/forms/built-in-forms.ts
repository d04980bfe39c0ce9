import { FormDefinition } from '../form-definition.js';
import { departmentSelfEvaluation } from './department-self-evaluation.js';
import { performanceTargetApplication } from './performance-target-application.js';
import { projectSelfEvaluation } from './project-self-evaluation.js';

/** The form definitions that come with the program. */
export const builtInForms: readonly FormDefinition[] = [projectSelfEvaluation, departmentSelfEvaluation, performanceTargetApplication].map((definition) => FormDefinition.parse(definition));
