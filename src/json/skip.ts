/**
 * Where values end in bytes that are known to be JSON: nothing is checked. In bytes that are not, the index given may be
 * wrong or beyond their end, but one is given.
 *
 * Strings are gone through looking for quotes alone, four bytes at a time; what stands before a quote is looked at then.
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
  const last = length - 4
  for (let i = index; i < length; i++) {
    for (; i < last; i += 4) {
      if (bytes[i] === QUOTE) break
      if (bytes[i + 1] === QUOTE) {
        i++
        break
      }
      if (bytes[i + 2] === QUOTE) {
        i += 2
        break
      }
      if (bytes[i + 3] === QUOTE) {
        i += 3
        break
      }
    }
    while (i < length && bytes[i] !== QUOTE) i++
    if (i < length && (bytes[i - 1] !== BACKSLASH || !isEscaped(bytes, i, index))) return i + 1
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
  const last = length - 4
  let depth = 1
  for (let i = index; i < length; i++) {
    const byte = bytes[i]!
    if (byte === QUOTE) {
      // skipString, written out: a call for every string takes a fifth of the time.
      const from = ++i
      for (;;) {
        for (; i < last; i += 4) {
          if (bytes[i] === QUOTE) break
          if (bytes[i + 1] === QUOTE) {
            i++
            break
          }
          if (bytes[i + 2] === QUOTE) {
            i += 2
            break
          }
          if (bytes[i + 3] === QUOTE) {
            i += 3
            break
          }
        }
        while (i < length && bytes[i] !== QUOTE) i++
        if (bytes[i - 1] !== BACKSLASH || i >= length || !isEscaped(bytes, i, from)) break
        i++
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

/** Whether the quote at `index` of a string that begins at `from` is part of it: an odd number of backslashes stands before it. */
function isEscaped(bytes: Buffer, index: number, from: number): boolean {
  let i = index
  while (i > from && bytes[i - 1] === BACKSLASH) i--
  return ((index - i) & 1) === 1
}
