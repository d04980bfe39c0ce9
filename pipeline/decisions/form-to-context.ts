import type { FormContext } from '../../schemas/record.js';
import type { NormalisedForm } from '../normalise/normalised-form.js';

/** What rules depend on beside the cells of the form. */
export function formToContext(form: NormalisedForm): FormContext {
  const tables = Object.entries(form.tables);
  return {
    units: Object.fromEntries(tables.map(([name, { unit }]) => [name, unit])),
    columns: Object.fromEntries(tables.map(([name, { columns }]) => [name, [...columns]])),
    starred: Object.fromEntries(tables.map(([name, { starred }]) => [name, [...starred]])),
    starredFields: [...form.starredFields],
    doubts: form.doubts.map((doubt) => ({ ...doubt })),
  };
}
