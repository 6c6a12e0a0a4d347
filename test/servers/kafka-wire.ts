import { connect } from 'node:net'
import { HOST } from './ports.ts'

// Three requests by hand: enough to know that a broker is ready, before and without any client.
const METADATA = 3
const OFFSET_FETCH = 9
const FIND_COORDINATOR = 10

// Groups "a", "b" and "c" hash into the three partitions of the offsets topic, so into every coordinator.
const GROUPS = ['a', 'b', 'c']

/** Ids of the brokers that the one on `port` knows to be alive; empty while it does not answer. */
export async function liveBrokers(port: number): Promise<number[]> {
  const answer = await ask(port, METADATA, 0, int32(0))
  if (answer === undefined) return []
  const ids: number[] = []
  let at = 4
  for (let left = answer.readInt32BE(0); left > 0; left--) {
    ids.push(answer.readInt32BE(at))
    at += 4 + 2 + answer.readInt16BE(at + 4) + 4
  }
  return ids
}

/**
 * Whether groups can be used: every coordinator is found and has loaded its offsets. On a new cluster asking creates
 * the topic of offsets.
 */
export async function groupsReady(
  port: number,
  portOf: (broker: number) => number | undefined,
): Promise<boolean> {
  for (const group of GROUPS) {
    const found = await ask(port, FIND_COORDINATOR, 0, text(group))
    if (found === undefined || found.readInt16BE(0) !== 0) return false
    const coordinator = portOf(found.readInt32BE(2))
    if (coordinator === undefined) return false
    // All topics of the group, of which there are none; then the error code.
    const offsets = await ask(coordinator, OFFSET_FETCH, 2, Buffer.concat([text(group), int32(-1)]))
    if (offsets === undefined || offsets.readInt16BE(4) !== 0) return false
  }
  return true
}

function ask(port: number, api: number, version: number, body: Buffer): Promise<Buffer | undefined> {
  const head = Buffer.concat([int16(api), int16(version), int32(1), text('ready')])
  return new Promise(done => {
    const socket = connect(port, HOST)
    let read = Buffer.alloc(0)
    const end = (answer: Buffer | undefined) => {
      socket.destroy()
      done(answer)
    }
    socket.setTimeout(1_000, () => end(undefined))
    socket.on('error', () => end(undefined))
    socket.on('close', () => end(undefined))
    socket.on('connect', () => socket.write(Buffer.concat([int32(head.length + body.length), head, body])))
    socket.on('data', (data: Buffer) => {
      read = Buffer.concat([read, data])
      if (read.length >= 4 && read.length >= 4 + read.readInt32BE(0)) end(read.subarray(8))
    })
  })
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeInt16BE(value)
  return bytes
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value)
  return Buffer.concat([int16(bytes.length), bytes])
}
