import type { FormContext } from '../../schemas/record.js';
import type { NormalisedForm } from '../normalise/normalised-form.js';

/** What rules depend on beside the cells of the form. */
export function formToContext(form: NormalisedForm): FormContext {
  const units: FormContext['units'] = {};
  const columns: FormContext['columns'] = {};
  const starred: FormContext['starred'] = {};
  for (const [name, table] of Object.entries(form.tables)) {
    units[name] = table.unit;
    columns[name] = [...table.columns];
    starred[name] = [...table.starred];
  }
  return { units, columns, starred, starredFields: [...form.starredFields], doubts: form.doubts.map((doubt) => ({ ...doubt })) };
}
