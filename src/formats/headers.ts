import { isUtf8 } from 'node:buffer'
import type { Header } from '../types.ts'

/** A header's text; of several the last, empty where there is none. Bytes that are not UTF-8 are read as latin-1. */
export function headerText(headers: readonly Header[], name: string): string {
  for (let i = headers.length - 1; i >= 0; i--) {
    const header = headers[i]!
    if (header.name !== name) continue
    // A replacement character would make one id of two.
    return isUtf8(header.value) ? header.value.toString() : header.value.toString('latin1')
  }
  return ''
}
