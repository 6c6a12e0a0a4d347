import { SluiceError } from '../src/errors.ts'
import type { Outcome, Preview } from '../src/types.ts'

/** Why there is nothing to show of a delivery that cannot be sent. */
export function unshowable({ class: errorClass, reason }: Outcome & { kind: 'refused' }): SluiceError {
  return new SluiceError(errorClass === 'template' ? 'template_failed' : errorClass, reason)
}

/** What goes beside a body, for people; what is undefined is not there. None of it is a credential. */
export function fieldsOf(values: { readonly [name: string]: unknown }): Preview['fields'] {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ({ name, value: textOf(value), secret: false }))
}

function textOf(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value)
}
