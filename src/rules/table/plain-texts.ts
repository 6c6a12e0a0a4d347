const BACKSLASH = 0x5c
const LETTER_U = 0x75
/** What stands behind a backslash, but for `u`, and what it means. */
const MEANINGS: readonly (readonly [letter: string, meaning: string])[] = [
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]
const PLAIN = new Uint8Array(256)
for (const [letter, meaning] of MEANINGS) PLAIN[letter.charCodeAt(0)] = meaning.charCodeAt(0)

/** More room is given back after the event that took it. */
const MOST_KEPT = 2 ** 20

/** Texts of one event in UTF-8 that do not stand in its bytes as they are: one behind the other in a buffer of their own. */
export class PlainTexts {
  bytes: Buffer = Buffer.alloc(1 << 10)
  /** Behind the last text. */
  end = 0

  /** Forgets all texts. */
  clear(): void {
    this.end = 0
    if (this.bytes.length > MOST_KEPT) this.bytes = Buffer.alloc(1 << 10)
  }

  /** Adds what stands between quotes, escapes resolved; false, and nothing is added, where one of them is a `\u`. */
  addEscaped(bytes: Buffer, from: number, to: number): boolean {
    this.#reserve(to - from)
    const own = this.bytes
    let { end } = this
    for (let i = from; i < to; i++) {
      let byte = bytes[i]!
      if (byte === BACKSLASH) {
        byte = bytes[++i]!
        if (byte === LETTER_U) return false
        byte = PLAIN[byte]!
      }
      own[end++] = byte
    }
    this.end = end
    return true
  }

  /** Adds a text. */
  add(text: string): void {
    this.#reserve(Buffer.byteLength(text))
    this.end += this.bytes.write(text, this.end)
  }

  #reserve(length: number): void {
    if (this.end + length <= this.bytes.length) return
    const bytes = Buffer.alloc(Math.max(2 * this.bytes.length, this.end + length))
    this.bytes.copy(bytes, 0, 0, this.end)
    this.bytes = bytes
  }
}
