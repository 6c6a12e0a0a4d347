import { createRequire } from 'node:module'
import type { Consumer } from 'kafkajs'
import { SluiceError } from '../../errors.ts'
import type { ConsumerGroup } from './types.ts'

interface RequestQueue {
  readonly pending: readonly unknown[]
  readonly inflight: ReadonlyMap<
    number,
    { readonly sentAt: number; readonly requestTimeout: number; timeoutRequest(): void }
  >
  readonly throttledUntil: number
  throttleCheckTimeoutId: NodeJS.Timeout | null
  requestTimeoutIntervalId: NodeJS.Timeout | undefined
  isConnected(): boolean
  destroy(): void
  checkPendingRequests(): void
  scheduleCheckPendingRequests(): void
}

interface Connection {
  socket: { readonly destroyed: boolean } | undefined
}

type Method = (this: unknown, ...args: unknown[]) => unknown

const require = createRequire(import.meta.url)

let patched = false
/** By membership: what is to be waited for before it joins again. */
const beforeJoins = new WeakMap<object, () => Promise<void>>()
let lastGroup: ConsumerGroup | undefined

/**
 * Mends kafkajs once per process, before its first connection.
 * @throws SluiceError `log_unusable` where the installed kafkajs is not the one this was written for.
 */
export function patchKafkajs(): void {
  if (patched) return
  const path = 'kafkajs/src/network/requestQueue'
  const queue = prototypeOf(path, 'scheduleCheckPendingRequests')
  prototypeOf(path, 'scheduleRequestTimeoutCheck')
  // kafkajs re-arms this timer for ever, at a negative delay: a thousand timers a second for each idle connection, and
  // a TimeoutNegativeWarning. With nothing pending there is nothing to check: `push` schedules by itself.
  queue['scheduleCheckPendingRequests'] = function (this: RequestQueue) {
    if (this.pending.length === 0 || this.throttleCheckTimeoutId !== null) return
    const delay = Math.max(this.throttledUntil - Date.now(), pendingCheck)
    this.throttleCheckTimeoutId = setTimeout(() => {
      this.throttleCheckTimeoutId = null
      this.checkPendingRequests()
    }, delay)
  } as Method
  // kafkajs looks ten times a second, in each connection, whether a request has timed out.
  queue['scheduleRequestTimeoutCheck'] = function (this: RequestQueue) {
    this.destroy()
    this.requestTimeoutIntervalId = setInterval(() => {
      const now = Date.now()
      for (const request of [...this.inflight.values()])
        if (now - request.sentAt > request.requestTimeout) request.timeoutRequest()
      if (!this.isConnected()) this.destroy()
    }, timeoutCheck)
  } as Method
  // kafkajs opens a socket for each of several requests that find a connection closed, and forgets all but the last.
  const connection = shareCalls('kafkajs/src/network/connection', 'connect')
  // The same with the first broker of a cluster.
  shareCalls('kafkajs/src/cluster/brokerPool', 'connect')
  // At each attempt to reconnect, kafkajs un-references the last socket, which for one that is gone adds a listener.
  const disconnect = connection['disconnect'] as Method
  connection['disconnect'] = async function (this: Connection) {
    if (this.socket?.destroyed === true) this.socket = undefined
    return disconnect.call(this)
  } as Method
  const group = prototypeOf('kafkajs/src/consumer/consumerGroup', 'pause')
  const pause = group['pause'] as Method
  group['pause'] = function (topicPartitions) {
    lastGroup = this as ConsumerGroup
    return pause.call(this, topicPartitions)
  }
  // kafkajs joins again as soon as it hears that the group changes, and with that what is under way is another's.
  const join = prototypeOf('kafkajs/src/consumer/consumerGroup', 'joinAndSync')['joinAndSync'] as Method
  group['joinAndSync'] = async function (this: object) {
    await beforeJoins.get(this)?.()
    return join.call(this)
  } as Method
  patched = true
}

const pendingCheck = 10 // ms; kafkajs' own figure for a queue that waits for answers
const timeoutCheck = 1_000 // ms; timeouts are of many seconds

/** The membership of a consumer that runs; undefined where it does not. */
export function groupOf(consumer: Consumer): ConsumerGroup | undefined {
  lastGroup = undefined
  try {
    consumer.pause([])
  } catch {
    return undefined // not running
  }
  const group = lastGroup as ConsumerGroup | undefined
  const offsets = group?.offsetManager
  if (offsets != null && typeof offsets.commitOffsets !== 'function') throw unexpected('commitOffsets')
  return group
}

/** Has a membership wait before each join that follows. `wait` must end by itself, and never reject. */
export function beforeJoin(group: ConsumerGroup, wait: () => Promise<void>): void {
  beforeJoins.set(group, wait)
}

/** Makes calls that come while one is under way wait for that one. */
function shareCalls(path: string, method: string): Record<string, Method> {
  const prototype = prototypeOf(path, method)
  const original = prototype[method] as Method
  const underWay = new WeakMap<object, Promise<unknown>>()
  prototype[method] = function () {
    const self = this as object
    let call = underWay.get(self)
    if (call === undefined) {
      call = (original.call(self) as Promise<unknown>).finally(() => underWay.delete(self))
      underWay.set(self, call)
    }
    return call
  }
  return prototype
}

function prototypeOf(path: string, method: string): Record<string, Method> {
  const found = require(path) as { readonly prototype?: Record<string, Method> }
  if (typeof found.prototype?.[method] !== 'function') throw unexpected(`${path}: ${method}`)
  return found.prototype
}

function unexpected(what: string): SluiceError {
  return new SluiceError('log_unusable', `kafkajs is not the version expected: no ${what}`, {
    hint: 'install the dependencies as the lock file names them: npm ci',
  })
}
