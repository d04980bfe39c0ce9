import type { ExtractedRow } from '../../schemas/extraction.js';
import type { TableDefinition } from '../../schemas/form-definition.js';
