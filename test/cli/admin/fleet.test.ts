import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { Client } from '../../../src/cli/admin/client.ts'
import { checkCovered, Fleet, together } from '../../../src/cli/admin/fleet.ts'

/** An instance that answers everything so. */
async function instance(t: TestContext, status: number, body: object): Promise<Client> {
  const server = createServer((_request, response) => {
    response.writeHead(status, { connection: 'close' }).end(JSON.stringify(body))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  return new Client(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 't')
}

const refusal = { error: { code: 'not_owned', message: 'changed hands', hint: 'again' } }
const at = (topic: string, partition: number, sink = 'a') => ({
  ...{ sink, topic, partition, position: 0, head: 0, end: 0, lag: 0, kept: 0, paused: false, behind: false },
})

test('all instances are asked; where one does not do it, it is said how many have', async t => {
  const good = await instance(t, 200, { n: 1 })
  assert.deepEqual(await new Fleet([good, good]).askAll('POST', '/x'), [{ n: 1 }, { n: 1 }])
  const bad = await instance(t, 409, refusal)
  await assert.rejects(new Fleet([good, bad]).askAll('POST', '/x'), {
    code: 'not_owned',
    message: /changed hands; 1 of 2 instances have done it$/,
    hint: 'again',
  })
  await assert.rejects(new Fleet([good, bad]).askAll('GET', '/x'), { message: /changed hands$/ })
  assert.throws(() => new Fleet([]).first, { code: 'usage' })
  assert.equal(new Fleet([good]).first, good)
})

test('every partition has to be some instance’s', () => {
  const partitions = { events: 3, empty: 0 }
  checkCovered([
    { partitions, positions: [at('events', 0), at('events', 1)] },
    { partitions, positions: [at('events', 2)] },
  ])
  assert.throws(() => checkCovered([{ partitions, positions: [at('events', 1)] }]), {
    code: 'partitions_uncovered',
    message: /2 partitions .* events\/0, events\/2$/,
  })
})

test('what several say is put in order', () => {
  const answers = [
    { partitions: {}, positions: [at('b', 0), at('a', 1, 'z')] },
    { partitions: {}, positions: [at('a', 2), at('a', 1)] },
  ]
  assert.deepEqual(
    together(answers).map(({ sink, topic, partition }) => `${sink} ${topic}/${partition}`),
    ['a a/1', 'a a/2', 'a b/0', 'z a/1'],
  )
})
