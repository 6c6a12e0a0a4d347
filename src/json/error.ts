/** Why bytes are not JSON: what was found, what was expected, and where. */
export class JsonError extends Error {
  /** Counts bytes from 0; the number of bytes where the text ends too early. */
  readonly position: number
  /** The message without the position. */
  readonly problem: string

  constructor(position: number, problem: string) {
    super(`byte ${position}: ${problem}`)
    this.name = 'JsonError'
    this.position = position
    this.problem = problem
  }
}

/** Throws a JsonError: what stands at `position`, and what was expected there. */
export function unexpected(bytes: Uint8Array, position: number, expected: string): never {
  const byte = bytes[position]
  throw new JsonError(position, `found ${byte === undefined ? 'the end' : shown(byte)}, expected ${expected}`)
}

function shown(byte: number): string {
  return byte > 0x20 && byte < 0x7f
    ? `"${String.fromCharCode(byte)}"`
    : `0x${byte.toString(16).toUpperCase().padStart(2, '0')}`
}
