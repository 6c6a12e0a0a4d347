import { InvalidArgumentError } from 'commander'
import type { Header } from '../types.ts'

/** Adds `name=value` to the headers of a message, for an option that may be repeated. */
export function addHeader(text: string, before: readonly Header[]): readonly Header[] {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError(`found ${JSON.stringify(text)}, expected name=value.`)
  return [...before, { name: text.slice(0, at), value: Buffer.from(text.slice(at + 1)) }]
}
