/** The thread that holds the file: nothing else waits while the disk writes. */
import { parentPort } from 'node:worker_threads'
import { messageOf } from '../../errors.ts'
import { free } from './chunks.ts'
import { toFailure } from './failure.ts'
import { Store } from './store.ts'
import type { Answer, Operation, Reply, Request } from './types.ts'

const port = parentPort
if (port === null) throw new Error('this file is a worker thread')

const send = (reply: Reply, transfer: ArrayBuffer[] = []) => port.postMessage(reply, transfer)
const store = new Store({
  info: (fields, message) => send({ level: 'info', fields, message }),
  warn: (fields, message) => send({ level: 'warn', fields, message }),
})
let retaining: NodeJS.Timeout | undefined
let closed = false

port.on('message', (request: Request) => {
  const { id, operation, argument } = request
  try {
    const answer = perform(operation, argument)
    send({ id, answer }, buffersOf(answer))
    if (operation === 'write') free(argument.data)
    if (operation === 'open') retaining = setInterval(retain, argument.retentionEvery)
  } catch (error) {
    send({ id, failure: toFailure(error) })
  }
  if (operation === 'close') {
    closed = true
    clearInterval(retaining)
    port.close()
  }
})

function perform(operation: Operation, argument: unknown): Answer<Operation> {
  return store[operation](argument as never)
}

/** Deletes in turns, so that appends and reads go on between them. */
function retain(): void {
  if (closed) return
  try {
    if (store.retain(Date.now())) setImmediate(retain)
  } catch (error) {
    send({ level: 'error', fields: { error: messageOf(error) }, message: 'log.retention_failed' })
  }
}

function buffersOf(answer: Answer<Operation>): ArrayBuffer[] {
  return answer !== null && 'data' in answer ? [answer.data] : []
}
