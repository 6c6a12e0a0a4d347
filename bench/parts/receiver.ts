/**
 * The benchmarks' receiver, a process of its own: HTTP as little as it takes, so that the router is what is measured
 * (about 10 µs a request; node:http takes 30). Answers 200 to every request and counts the events by `data.id`.
 *
 * Over IPC: sends { port }; on 'reset' forgets; on 'ask' answers Counts.
 */
import { createServer, type Socket } from 'node:net'

/** What has arrived since the last reset. Times in milliseconds of this process's clock. */
export interface Counts {
  readonly requests: number
  readonly distinct: number
  readonly first: number
  readonly last: number
  readonly connections: number
}

const answer = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')
const endOfHead = Buffer.from('\r\n\r\n')
const idKey = Buffer.from('"data":{"id":')
const most = 4_000_000 // ids

let seen = new Uint8Array(most)
let requests = 0
let distinct = 0
let first = 0
let last = 0
let connections = 0

const server = createServer({ noDelay: true }, socket => {
  connections++
  serve(socket)
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ port: typeof address === 'object' && address !== null ? address.port : 0 })
})
process.on('message', message => {
  if (message === 'ask') process.send?.({ requests, distinct, first, last, connections } satisfies Counts)
  if (message === 'reset') {
    seen = new Uint8Array(most)
    requests = distinct = first = last = connections = 0
    process.send?.('reset')
  }
})
process.on('disconnect', () => process.exit(0))

function serve(socket: Socket): void {
  let rest: Buffer = Buffer.alloc(0)
  socket.on('error', () => {})
  socket.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let answers = 0
    for (;;) {
      const head = rest.indexOf(endOfHead)
      if (head < 0) break
      const length = Number(/content-length: ?(\d+)/i.exec(rest.toString('latin1', 0, head))?.[1] ?? 0)
      const end = head + 4 + length
      if (rest.length < end) break
      count(rest.subarray(head + 4, end))
      rest = rest.subarray(end)
      answers++
    }
    if (answers === 1) socket.write(answer)
    else if (answers > 1) socket.write(Buffer.concat(Array.from({ length: answers }, () => answer)))
  })
}

function count(body: Buffer): void {
  last = performance.now()
  if (requests++ === 0) first = last
  const at = body.indexOf(idKey)
  const id =
    at < 0 ? 0 : Number.parseInt(body.toString('latin1', at + idKey.length, at + idKey.length + 10), 10)
  if (seen[id] === 0) {
    seen[id] = 1
    distinct++
  }
}
