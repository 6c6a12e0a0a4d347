/**
 * A receiver of many sinks, one per path, each of which does what it is told; a process of its own. Over IPC: sends
 * { port }; takes { sink, does, value } and answers 'done'; on 'ask' answers the books of all sinks; on 'reset' forgets.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a sink does: `value` is milliseconds of `slow`, and of `fails` until it is well again. */
export interface Told {
  readonly sink: string
  readonly does: 'well' | 'hangs' | 'drips' | 'dead' | 'slow' | 'fails' | 'refuses'
  readonly value?: number
}

/** The books of one sink; times in milliseconds of this process. */
export interface Books {
  readonly distinct: number
  readonly duplicates: number
  readonly first: number
  readonly last: number
  readonly longestGap: number
  /** The longest time between two events of one key. */
  readonly longestKeyPause: number
  /** From the end of `fails` to the first that was taken after it. */
  readonly resumed: number
}

class Sink {
  told: Told = { sink: '', does: 'well' }
  failsUntil = 0
  seen = new Set<number>()
  #keys = new Map<string, number>()
  books = { distinct: 0, duplicates: 0, first: 0, last: 0, longestGap: 0, longestKeyPause: 0, resumed: 0 }

  take(id: number, key: string): void {
    const { books } = this
    const now = performance.now()
    if (this.seen.has(id)) books.duplicates++
    else books.distinct = this.seen.add(id).size
    if (books.first === 0) books.first = now
    else books.longestGap = Math.max(books.longestGap, now - books.last)
    books.last = now
    books.longestKeyPause = Math.max(books.longestKeyPause, now - (this.#keys.get(key) ?? now))
    this.#keys.set(key, now)
    if (this.failsUntil > 0 && books.resumed === 0) books.resumed = now - this.failsUntil
  }
}

let sinks = new Map<string, Sink>()
const sinkOf = (name: string) => {
  const sink = sinks.get(name) ?? new Sink()
  sinks.set(name, sink)
  return sink
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('error', () => {})
  response.on('error', () => {})
  request.on('data', chunk => chunks.push(chunk))
  request.on('end', () => serve(request, response, Buffer.concat(chunks)))
})
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))

function serve({ url = '/' }: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const sink = sinkOf(url.slice(1))
  const { does, value = 0 } = sink.told
  const [, id, key] = /"data":\{"id":(\d+),"key":"([^"]*)"/.exec(body.toString('latin1')) ?? []
  if (does === 'dead') return void response.socket?.destroy()
  if (does === 'hangs') return
  if (does === 'drips') {
    const drip = setInterval(() => response.write('x'), 1_000)
    response.once('close', () => clearInterval(drip))
    return
  }
  if (does === 'fails' && performance.now() < sink.failsUntil) return void response.writeHead(503).end()
  if (does === 'refuses' && Number(id) % value === 0) return void response.writeHead(400).end()
  sink.take(Number(id), key ?? '')
  if (does === 'slow') setTimeout(() => response.end(), value)
  else response.end()
}

process.on('message', (message: Told | 'ask' | 'reset') => {
  if (message === 'ask') {
    process.send?.(Object.fromEntries([...sinks].map(([name, { books }]) => [name, books])))
    return
  }
  if (message === 'reset') {
    sinks = new Map()
  } else {
    const sink = sinkOf(message.sink)
    sink.told = message
    if (message.does === 'fails') sink.failsUntil = performance.now() + (message.value ?? 0)
  }
  process.send?.('done')
})
process.on('disconnect', () => process.exit(0))
