import { Duplex } from 'node:stream'

const blockBytes = 65_536
const copiedBytes = 16_384 // a longer chunk goes out as it is
const mostFree = 4 // blocks; a broker that keeps up needs no more than one or two

/** Bytes that a broker may send without completing a packet: a client without subscriptions has little to be told. */
export const mostUnparsed = 1_048_576

/** A broker that sends what no packet for this client is as large as. */
export class TooMuch extends Error {}

/** Memory that writes are gathered in, used again once all of it that was handed over has been sent. */
class Block {
  readonly bytes = Buffer.allocUnsafeSlow(blockBytes)
  /** Where what is not handed over yet begins and ends. */
  start = 0
  end = 0
  /** Parts that are being sent. */
  sending = 0

  get left(): number {
    return blockBytes - this.end
  }
}

/**
 * A stream whose writes of one turn of the event loop go out as one. MQTT's encoder writes each number and text of a
 * packet by itself, some fifty for a message with its properties; one by one they cost more than all the rest of it.
 */
export class Wire extends Duplex {
  readonly #inner: Duplex
  #block = new Block()
  readonly #free: Block[] = []
  #scheduled = false
  #unparsed = 0

  constructor(inner: Duplex) {
    super({ autoDestroy: true, emitClose: true })
    this.#inner = inner
    inner.on('data', (chunk: Buffer) => this.#received(chunk))
    inner.on('end', () => this.push(null))
    inner.on('drain', () => this.emit('drain'))
    inner.on('error', error => this.destroy(error))
    inner.on('close', () => this.destroy())
  }

  /** A packet was complete: what came before it counts no longer. */
  parsed(): void {
    this.#unparsed = 0
  }

  /** There is nothing to hold back: all writes of a turn go out together anyway. */
  override cork(): void {}
  override uncork(): void {}

  override write(chunk: unknown, encoding?: unknown): boolean {
    if (this.destroyed || this.writableEnded) return false
    if (typeof chunk === 'string') this.#addText(chunk, encoding === 'latin1' ? 'latin1' : 'utf8')
    else this.#addBytes(chunk as Buffer)
    if (!this.#scheduled) {
      this.#scheduled = true
      process.nextTick(this.#flush)
    }
    return !this.#inner.writableNeedDrain
  }

  override _read(): void {
    this.#inner.resume()
  }

  override _final(done: () => void): void {
    this.#flush()
    this.#inner.end(done)
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#inner.destroy()
    done(error)
  }

  readonly #flush = (): void => {
    this.#scheduled = false
    const block = this.#block
    const { start, end } = block
    if (start === end) return
    block.start = end
    block.sending++
    if (block.left < copiedBytes) this.#block = this.#free.pop() ?? new Block()
    if (!this.#inner.destroyed) this.#inner.write(block.bytes.subarray(start, end), () => this.#sent(block))
  }

  #sent(block: Block): void {
    if (--block.sending > 0 || block.start < block.end) return
    block.start = block.end = 0
    if (block !== this.#block && this.#free.length < mostFree) this.#free.push(block)
  }

  #received(chunk: Buffer): void {
    this.#unparsed += chunk.length
    if (this.#unparsed > mostUnparsed) this.destroy(new TooMuch())
    else if (!this.push(chunk)) this.#inner.pause()
  }

  #addText(text: string, encoding: 'utf8' | 'latin1'): void {
    const length = Buffer.byteLength(text, encoding)
    if (length > copiedBytes) this.#addBytes(Buffer.from(text, encoding))
    else {
      const block = this.#blockFor(length)
      block.end += block.bytes.write(text, block.end, encoding)
    }
  }

  #addBytes(bytes: Buffer): void {
    const { length } = bytes
    if (length > copiedBytes) {
      this.#flush()
      this.#inner.write(bytes)
      return
    }
    const block = this.#blockFor(length)
    // For the encoder's numbers of a byte or two a call costs more than the copy.
    if (length < 16) for (let at = 0; at < length; at++) block.bytes[block.end + at] = bytes[at]!
    else block.bytes.set(bytes, block.end)
    block.end += length
  }

  /** The block, with room for so many bytes: at most `copiedBytes`. */
  #blockFor(length: number): Block {
    if (this.#block.left < length) this.#flush()
    return this.#block
  }
}
