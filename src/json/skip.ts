/**
 * Where values end in bytes that are known to be JSON: nothing is checked. In bytes that are not, the index given may be
 * wrong or beyond their end, but one is given.
 *
 * Each function has its own loop over a string's bytes: to call one for every string doubles the time.
 */
const QUOTE = 0x22
const COMMA = 0x2c
const BACKSLASH = 0x5c
const BRACKET = 0x5b
const BRACE = 0x7b
const BRACE_END = 0x7d
const SPACE = 0x20
/** Makes a brace of a bracket, and leaves a brace as it is. */
const TO_BRACE = 0x20

/** The end of the string whose opening quote stands before `index`: behind its closing quote. */
export function skipString(bytes: Buffer, index: number): number {
  const { length } = bytes
  for (let i = index; i < length; i++) {
    const byte = bytes[i]!
    if (byte === QUOTE) return i + 1
    if (byte === BACKSLASH) i++
  }
  return length
}

/** The end of the value that begins at `index`. */
export function skipValue(bytes: Buffer, index: number): number {
  const first = index < bytes.length ? bytes[index]! : COMMA
  if (first === QUOTE) return skipString(bytes, index + 1)
  return first === BRACE || first === BRACKET ? skipContainer(bytes, index + 1) : skipScalar(bytes, index)
}

/** The end of the object or list whose opening bracket stands before `index`. */
export function skipContainer(bytes: Buffer, index: number): number {
  const { length } = bytes
  let depth = 1
  for (let i = index; i < length; i++) {
    const byte = bytes[i]!
    if (byte === QUOTE) {
      for (i++; i < length; i++) {
        const inside = bytes[i]!
        if (inside === QUOTE) break
        if (inside === BACKSLASH) i++
      }
    } else if (byte >= BRACKET) {
      const brace = byte | TO_BRACE
      if (brace === BRACE) depth++
      else if (brace === BRACE_END && --depth === 0) return i + 1
    }
  }
  return length
}

/** The end of the number or word that begins at `index`. */
export function skipScalar(bytes: Buffer, index: number): number {
  const { length } = bytes
  for (let i = index; i < length; i++) {
    const byte = bytes[i]!
    if (byte === COMMA || byte <= SPACE || (byte | TO_BRACE) === BRACE_END) return i
  }
  return length
}
