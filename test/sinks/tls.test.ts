import assert from 'node:assert/strict'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { Problems } from '../../sinks/problems.ts'
import { tlsOf, type WrittenTls } from '../../sinks/tls.ts'
import { makeCertificates } from '../servers/certs.ts'

const folder = mkdtempSync(join(tmpdir(), 'sluice-tls-'))
after(() => rmSync(folder, { recursive: true }))
const { ca, client, server } = makeCertificates(folder)

function read(written: WrittenTls) {
  const problems = new Problems('edge')
  const tls = tlsOf(written, problems)
  return { tls, problems: problems.found.map(({ path, message }) => `${path}: ${message}`) }
}

test('without settings the system is trusted and names are checked', () => {
  const { tls, problems } = read({})
  assert.deepEqual(problems, [])
  assert.equal(tls?.verify, true)
  assert.equal(tls?.serverName, undefined)
})

test('the files of all three kinds are read', () => {
  const { tls, problems } = read({ ca, cert: client.cert, key: client.key, server_name: 'broker.internal' })
  assert.deepEqual(problems, [])
  assert.equal(tls?.serverName, 'broker.internal')
})

test('every file that cannot be read is named', () => {
  const { tls, problems } = read({
    ca: join(folder, 'no-ca'),
    cert: join(folder, 'no-cert'),
    key: client.key,
  })
  assert.equal(tls, undefined)
  assert.equal(problems.length, 2)
  assert.match(problems[0]!, /^sinks\.edge\.tls\.ca: cannot be read: ENOENT/)
  assert.match(problems[1]!, /^sinks\.edge\.tls\.cert: cannot be read: ENOENT/)
})

test('a file without certificates would trust nobody: refused', () => {
  const empty = join(folder, 'empty.pem')
  writeFileSync(empty, 'nothing here\n')
  assert.match(read({ ca: empty }).problems.join(), /tls: the PEM files cannot be used/)
})

test('a key of another certificate is refused', () => {
  assert.match(
    read({ cert: client.cert, key: server.key }).problems.join(),
    /tls: the PEM files cannot be used/,
  )
})

test('whom to trust and to trust everybody are refused together', () => {
  assert.match(read({ ca, verify: false }).problems.join(), /tls\.ca: says whom to trust/)
})

test('files that have changed are read anew; while they do not fit, what was read before serves', async t => {
  t.mock.method(performance, 'now', () => clock.now)
  const clock = { now: 0 }
  const [cert, key] = [join(folder, 'renewed.crt'), join(folder, 'renewed.key')]
  copyFileSync(client.cert, cert)
  copyFileSync(client.key, key)
  const tls = read({ cert, key }).tls!
  const first = tls.context
  clock.now += 1_001
  assert.equal(tls.context, first)
  copyFileSync(server.cert, cert)
  clock.now += 999
  assert.equal(tls.context, first, 'looked at too often')
  clock.now += 2
  assert.equal(tls.context, first)
  copyFileSync(server.key, key)
  clock.now += 1_001
  const second = tls.context
  assert.notEqual(second, first)
  rmSync(key)
  clock.now += 1_001
  assert.equal(tls.context, second)
})
