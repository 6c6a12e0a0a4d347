/** Matchers to be measured, all alike: built from rules, asked with the bytes of a message. */

import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { skipValue } from '../../src/json/skip.ts'
import { RuleIndex } from '../../src/rules/table/rule-index.ts'
import type { Rule } from '../../src/types.ts'

/** Gives how many rules match. */
export interface BytesMatcher {
  match(message: Buffer): number
}

/** What a module given with `--beside` exports. */
export interface Beside {
  build(rules: readonly Rule[]): BytesMatcher
}

/** Loads the other matcher. */
export async function loadBeside(path: string): Promise<Beside> {
  return (await import(pathToFileURL(resolve(path)).href)) as Beside
}

/** What stands in a message for each event type. */
const TYPES: readonly (readonly [bytes: Buffer, type: string])[] = [
  [Buffer.from('"created"'), 'object_created'],
  [Buffer.from('"updated"'), 'object_updated'],
  [Buffer.from('"deleted"'), 'object_deleted'],
]
const QUOTE = 0x22
const EVENT = Buffer.from('event')
const OBJECT_TYPE = Buffer.from('object_type')
const DATA = Buffer.from('data')

/**
 * The index, asked with raw bytes as written by JSON.stringify: the types and the place of the data are found on the way. The
 * router has validated the message by then, which is measured apart.
 */
export class IndexOnBytes implements BytesMatcher {
  readonly index: RuleIndex

  constructor(rules: readonly Rule[]) {
    this.index = new RuleIndex({ rules })
  }

  match(message: Buffer): number {
    let type = ''
    let objectType = ''
    for (let i = 1; i < message.length; i++) {
      const from = i + 1
      i = from
      while (message[i] !== QUOTE) i++
      const length = i - from
      i += 2
      if (length === DATA.length && isAt(message, from, DATA))
        return this.index.countIn(objectType, type, message, i) ?? 0
      const end = skipValue(message, i)
      if (length === EVENT.length && isAt(message, from, EVENT)) type = typeAt(message, i)
      if (length === OBJECT_TYPE.length && isAt(message, from, OBJECT_TYPE))
        objectType = message.toString('latin1', i + 1, end - 1)
      i = end
    }
    return 0
  }
}

function typeAt(message: Buffer, from: number): string {
  for (const [bytes, type] of TYPES) if (isAt(message, from, bytes)) return type
  return ''
}

function isAt(message: Buffer, from: number, key: Buffer): boolean {
  for (let i = 0; i < key.length; i++) if (message[from + i] !== key[i]) return false
  return true
}
