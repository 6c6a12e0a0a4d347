import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Config } from '../../src/config/types.ts'
import { SluiceError } from '../../src/errors.ts'
import type { WorkerProcess } from '../../src/workers/process.ts'
import { reloadAll } from '../../src/workers/reload-all.ts'
import { load, whole } from '../helpers/config-files.ts'

type Answers = { readonly [what: string]: Error }

function slotOf(answers: Answers = {}, isRunning = true) {
  const asked: string[] = []
  const replaced: unknown[] = []
  const process = {
    isRunning,
    ask: async (what: string) => {
      asked.push(what)
      if (answers[what] !== undefined) throw answers[what]
    },
  } as unknown as WorkerProcess
  return { process, replace: (which: unknown) => void replaced.push(which), asked, replaced }
}

async function configs(t: TestContext): Promise<[Config, Config]> {
  const { config } = await load(t, whole)
  return [config, { ...config, drain: config.drain + 1 }]
}

test('every worker prepares before any goes over', async t => {
  const [before, after] = await configs(t)
  const slots = [slotOf(), slotOf()]
  let askedBefore: string[] = []
  await reloadAll(before, after, slots, () => {
    askedBefore = slots.flatMap(({ asked }) => asked)
  })
  assert.deepEqual(askedBefore, ['prepare', 'prepare'])
  assert.deepEqual(
    slots.flatMap(({ asked }) => asked),
    ['prepare', 'apply', 'prepare', 'apply'],
  )
})

test('one that refuses refuses for all, and nothing is decided', async t => {
  const [before, after] = await configs(t)
  const slots = [slotOf(), slotOf({ prepare: new SluiceError('config_invalid', 'no certificate') })]
  let decided = false
  const reload = reloadAll(before, after, slots, () => {
    decided = true
  })
  await assert.rejects(reload, { code: 'config_invalid' })
  assert.deepEqual([decided, slots[0]!.asked], [false, ['prepare', 'discard']])
})

test('one that starts, or fails to go over, is replaced by one with the new configuration', async t => {
  const [before, after] = await configs(t)
  const slots = [slotOf(), slotOf({}, false), slotOf({ apply: new Error('stuck') })]
  await reloadAll(before, after, slots, () => {})
  assert.deepEqual(
    slots.map(({ replaced }) => replaced.length),
    [0, 1, 1],
  )
})

test('what is read at the start only is refused before anybody is asked', async t => {
  const [before, after] = await configs(t)
  const slot = slotOf()
  await assert.rejects(
    reloadAll(before, { ...after, workers: 5 }, [slot], () => {}),
    { code: 'reload_refused', message: /workers/ },
  )
  assert.deepEqual(slot.asked, [])
})
