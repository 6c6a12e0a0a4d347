import { SluiceError } from '../errors.ts'
import { JsonError, type Paths, type Scan, scan } from '../json/index.ts'
import type { Span } from '../types.ts'

const SHOWN = 40

/** Scans a message that must be a JSON object; `before` bytes of the record's value stand before it. @throws SluiceError `undecodable` */
export function scanObject(message: Buffer, paths: Paths, before: number): Scan {
  let found: Scan
  try {
    found = scan(message, paths)
  } catch (error) {
    if (!(error instanceof JsonError)) throw error
    throw undecodable(`byte ${error.position + before}: ${error.problem}`, error)
  }
  if (!found.isObject) throw undecodable(`byte ${before}: found no object, expected a JSON object`)
  return found
}

/** The error for a member that is missing (no span) or not what it should be. */
export function badMember(
  name: string,
  message: Buffer,
  span: Span | undefined,
  expected: string,
): SluiceError {
  if (span === undefined) return undecodable(`${name}: missing, expected ${expected}`)
  const { start, end } = span
  const cut = end - start > SHOWN
  const found = message.toString('utf8', start, cut ? start + SHOWN : end).replace(/\uFFFD$/, '')
  return undecodable(`${name} at byte ${start}: found ${found}${cut ? '…' : ''}, expected ${expected}`)
}

function undecodable(problem: string, cause?: JsonError): SluiceError {
  return new SluiceError('undecodable', problem, { cause })
}
