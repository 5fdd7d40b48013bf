import { readFileSync } from 'node:fs';
import { ValidationError } from '../../core/errors';

/**
 * Reads the source of a Python component, before the pipeline is written: pipelines and constructs read no files.
 * @param file path of the file, or its URL: `new URL('train.py', import.meta.url)`
 * @throws ValidationError where it cannot be read
 */
export function pythonSource(file: string | URL): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ValidationError(`the source "${String(file)}" cannot be read: ${(error as Error).message}`);
  }
}
