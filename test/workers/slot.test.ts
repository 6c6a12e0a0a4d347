import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SluiceError } from '../../src/errors.ts'
import type { WorkerProcess } from '../../src/workers/process.ts'
import { Slot } from '../../src/workers/slot.ts'
import { quietLogger } from '../helpers/quiet-logger.ts'
import { until } from '../helpers/until.ts'

/** A worker process that does as it is told. */
class Double {
  isGone = false
  readonly started: Promise<void>
  readonly failed: Promise<SluiceError>
  readonly exited: Promise<string>
  start!: () => void
  refuse!: (error: Error) => void
  fail!: (error: SluiceError) => void
  exit!: (how: string) => void

  constructor() {
    this.started = new Promise((resolve, reject) => {
      this.start = resolve
      this.refuse = reject
    })
    this.failed = new Promise(resolve => {
      this.fail = resolve
    })
    this.exited = new Promise(resolve => {
      this.exit = how => {
        this.isGone = true
        resolve(how)
      }
    })
  }

  kill(): void {
    this.exit('signal SIGKILL')
  }
}

function slotOf(): { slot: Slot; made: Double[]; ended: boolean[]; fatal: Error[] } {
  const made: Double[] = []
  const ended: boolean[] = []
  const fatal: Error[] = []
  const slot = new Slot({
    number: 1,
    logger: quietLogger,
    firstWait: 1,
    spawn: () => {
      made.push(new Double())
      return made.at(-1) as unknown as WorkerProcess
    },
    ended: (_, asked) => ended.push(asked),
    fatal: error => fatal.push(error),
  })
  return { slot, made, ended, fatal }
}

test('a worker that ends unasked is replaced', async () => {
  const { slot, made, ended } = slotOf()
  const started = slot.start()
  made[0]!.start()
  await started
  made[0]!.exit('signal SIGKILL')
  await until(() => made.length === 2, 'another')
  assert.deepEqual(ended, [false])
  assert.equal(slot.process, made[1] as unknown)
  slot.stop()
})

test('one that is replaced on purpose is not counted as dead', async () => {
  const { slot, made, ended } = slotOf()
  const started = slot.start()
  made[0]!.start()
  await started
  slot.replace(made[0] as unknown as WorkerProcess)
  await until(() => made.length === 2, 'another')
  assert.deepEqual(ended, [true])
  slot.stop()
})

test('nobody is replaced once it is stopped', async () => {
  const { slot, made, ended } = slotOf()
  const started = slot.start()
  made[0]!.start()
  await started
  slot.stop()
  made[0]!.exit('exit code 0')
  await until(() => ended.length === 1, 'its end')
  assert.equal(made.length, 1)
  assert.equal(slot.process, undefined)
})

test('the first worker that cannot start says why', async () => {
  const { slot, made } = slotOf()
  const started = slot.start()
  slot.stop()
  made[0]!.refuse(new SluiceError('log_unusable', 'no'))
  await assert.rejects(started, { code: 'log_unusable' })
  assert.equal(made[0]!.isGone, true)
})

test('a worker that cannot go on without an operator is told of', async () => {
  const { slot, made, fatal } = slotOf()
  const started = slot.start()
  made[0]!.start()
  await started
  made[0]!.fail(new SluiceError('metadata', 'unreadable'))
  await until(() => fatal.length === 1, 'the failure')
  slot.stop()
})
