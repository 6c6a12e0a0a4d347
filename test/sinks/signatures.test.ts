import assert from 'node:assert/strict'
import { createPublicKey, verify } from 'node:crypto'
import { test } from 'node:test'
import { Webhook } from 'standardwebhooks'
import { Problems } from '../../sinks/problems.ts'
import {
  type SignatureHeaders,
  signatureNames,
  signersOf,
  type WrittenSignature,
} from '../../sinks/signatures.ts'

const id = '4f8f1a6e-0000-5000-8000-000000000001'
const body = Buffer.from('{"a": 1}')
const at = Math.floor(Date.now() / 1000)

function headersOf(written: WrittenSignature): Record<string, string> {
  const [signer] = signersOf([written], new Problems('crm'))!
  return Object.fromEntries(pairs(signer!({ id, at, body })))
}

function pairs(flat: SignatureHeaders): [string, string][] {
  return flat.flatMap((name, index) =>
    index % 2 === 0 ? [[name, flat[index + 1]!] as [string, string]] : [],
  )
}

test('netbox: lower-case hex of an HMAC-SHA512 over the exact body', () => {
  assert.deepEqual(headersOf({ scheme: 'netbox', secrets: ['LOOKATMEIMASECRETSTRING'] }), {
    'X-Hook-Signature':
      '8bc6ce46569f6ccf268c3d0b797ea5a5f7564fd107bc8c566014881a7f924b4d0f726a6fc32c3e35dd9221cf851086d7885a265a69ad6e8fd6541ee2b5cd95a7',
  })
})

test("github: an HMAC-SHA256 with its name in front, as in the example of GitHub's own documentation", () => {
  const [signer] = signersOf(
    [{ scheme: 'github', secrets: ["It's a Secret to Everybody"] }],
    new Problems('crm'),
  )!
  assert.deepEqual(signer!({ id, at, body: Buffer.from('Hello, World!') }), [
    'X-Hub-Signature-256',
    'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
  ])
})

test('of several secrets each has its signature, the first under the usual name', () => {
  const both = headersOf({ scheme: 'netbox', secrets: ['new', 'old'] })
  assert.deepEqual(Object.keys(both), ['X-Hook-Signature', 'X-Hook-Signature-2'])
  assert.equal(
    both['X-Hook-Signature'],
    headersOf({ scheme: 'netbox', secrets: ['new'] })['X-Hook-Signature'],
  )
  assert.equal(
    both['X-Hook-Signature-2'],
    headersOf({ scheme: 'netbox', secrets: ['old'] })['X-Hook-Signature'],
  )
})

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const former = `whsec_${Buffer.alloc(24, 9).toString('base64')}`

test("standard-webhooks: the standard's own library verifies it, with the new secret and the old", () => {
  const headers = headersOf({ scheme: 'standard-webhooks', secrets: [secret, former] })
  assert.equal(headers['webhook-id'], id)
  for (const one of [secret, former]) assert.deepEqual(new Webhook(one).verify(body, headers), { a: 1 })
  assert.throws(() => new Webhook(`whsec_${Buffer.alloc(32, 8).toString('base64')}`).verify(body, headers))
  assert.throws(() => new Webhook(secret).verify(Buffer.from('{"a":1}'), headers))
})

test('standard-webhooks: an Ed25519 key makes a v1a signature that its public key verifies', () => {
  const seed = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex') // RFC 8032 §7.1
  const open = Buffer.from('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', 'hex')
  const key = createPublicKey({
    key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), open]),
    format: 'der',
    type: 'spki',
  })
  for (const bytes of [seed, Buffer.concat([seed, open])]) {
    const headers = headersOf({ scheme: 'standard-webhooks', secrets: [`whsk_${bytes.toString('base64')}`] })
    const [version, signature = ''] = headers['webhook-signature']!.split(',')
    assert.equal(version, 'v1a')
    assert.ok(verify(null, Buffer.from(`${id}.${at}.{"a": 1}`), key, Buffer.from(signature, 'base64')))
  }
})

test('what is no secret, and a scheme that is there twice, are problems with their place; no secret is shown', () => {
  const problems = new Problems('crm')
  const signers = signersOf(
    [
      { scheme: 'standard-webhooks', secrets: ['whsec_AAAA', 'not base64', 'whsk_AAAA', secret] },
      { scheme: 'github', secrets: ['x'] },
      { scheme: 'github', secrets: ['y'] },
    ],
    problems,
  )
  assert.equal(signers, undefined)
  assert.deepEqual(
    problems.found.map(({ path }) => path),
    [
      'sinks.crm.signatures[0].secrets[0]',
      'sinks.crm.signatures[0].secrets[1]',
      'sinks.crm.signatures[0].secrets[2]',
      'sinks.crm.signatures[2].scheme',
    ],
  )
  assert.doesNotMatch(JSON.stringify(problems.found), /AAAA|not base64/)
})

test('the names of all headers are known beforehand', () => {
  const written: WrittenSignature[] = [
    { scheme: 'netbox', secrets: ['a', 'b'] },
    { scheme: 'github', secrets: ['c'] },
    { scheme: 'standard-webhooks', secrets: [secret] },
  ]
  const made = signersOf(written, new Problems('crm'))!.flatMap(signer => pairs(signer({ id, at, body })))
  assert.deepEqual(new Set(made.map(([name]) => name.toLowerCase())), signatureNames(written))
})
