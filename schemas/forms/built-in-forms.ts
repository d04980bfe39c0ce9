import { FormDefinition } from '../form-definition.js';
import { projectSelfEvaluation } from './project-self-evaluation.js';

/** The form definitions that come with the program. */
export const builtInForms: readonly FormDefinition[] = [projectSelfEvaluation].map((definition) => FormDefinition.parse(definition));
