import { messageOf, SluiceError } from '../errors.ts'
import type { Refusal } from './messages.ts'

/** An error as it goes to another process. */
export function toRefusal(error: unknown): Refusal {
  if (error instanceof SluiceError) return { code: error.code, message: error.message, hint: error.hint }
  return { code: 'internal', message: messageOf(error), hint: '' }
}

/** An error of another process. */
export function fromRefusal({ code, message, hint }: Refusal): SluiceError {
  return new SluiceError(code, message, { hint })
}
