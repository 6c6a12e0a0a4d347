import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Address, addressOf } from '../../../sinks/http/address.ts'
import { routingOf, type WrittenRouting } from '../../../sinks/http/routing.ts'
import { Problems } from '../../../sinks/problems.ts'

const target = addressOf('http://crm.example.com/') as Address

function route(written: WrittenRouting, templated = false) {
  const problems = new Problems('crm')
  const made = routingOf(written, templated, problems)(target)
  return { ...made, problems: problems.found.map(({ path, message }) => `${path}: ${message}`) }
}

test('a literal address may lead anywhere, a templated one to public addresses only', () => {
  assert.equal(route({}).guard, undefined)
  assert.notEqual(route({}, true).guard, undefined)
  assert.notEqual(route({ allow_private_addresses: false }).guard, undefined)
  assert.equal(route({ allow_private_addresses: true }, true).guard, undefined)
})

test('a proxy has its address and its credentials, and exceptions', () => {
  const { proxy } = route({ proxy: 'http://u:p@proxy.example:3128' })
  assert.deepEqual(proxy, { origin: 'http://proxy.example:3128', authorization: 'Basic dTpw' })
  assert.equal(route({ proxy: 'http://proxy.example:3128', no_proxy: ['example.com'] }).proxy, undefined)
})

test('NO_PROXY is heeded where no exceptions are configured', t => {
  const before = process.env['NO_PROXY']
  t.after(() => {
    if (before === undefined) delete process.env['NO_PROXY']
    else process.env['NO_PROXY'] = before
  })
  process.env['NO_PROXY'] = 'localhost,.example.com'
  assert.equal(route({ proxy: 'http://proxy.example:3128' }).proxy, undefined)
  assert.notEqual(route({ proxy: 'http://proxy.example:3128', no_proxy: [] }).proxy, undefined)
})

test('what does not go together is a problem, and shows no address', () => {
  for (const proxy of ['https://proxy:1', 'http://proxy/secret', 'secret'])
    assert.deepEqual(route({ proxy }).problems, ['sinks.crm.proxy: no address of an HTTP proxy'])
  assert.deepEqual(route({ proxy_resolves: true }).problems, [
    'sinks.crm.proxy_resolves: there is no `proxy`',
  ])
  assert.deepEqual(route({ allow: ['10.0.0.0/8'] }).problems, [
    'sinks.crm.allow: says what is allowed, and everything is',
  ])
})
