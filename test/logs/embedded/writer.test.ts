import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SluiceError } from '../../../src/errors.ts'
import { Tails } from '../../../src/logs/embedded/tails.ts'
import type { Answer, Argument, Operation, Write, Written } from '../../../src/logs/embedded/types.ts'
import { Writer } from '../../../src/logs/embedded/writer.ts'
import type { NewRecord } from '../../../src/types.ts'
import { numbered, record } from '../../suites/log-bench.ts'
import { sized, sizeOf } from './fixtures.ts'

const partition = 7
const commit = { group: 'g', partition, generation: 1, offset: 1, metadata: '', low: 1 }

/** A file that answers when it is told to. */
class SlowFile {
  readonly writes: Write[] = []
  readonly #answers: ((answer: Written | Error) => void)[] = []
  #end = 0

  call<O extends Operation>(_operation: O, argument: Argument<O>): Promise<Answer<O>> {
    this.writes.push(argument as Write)
    return new Promise((resolve, reject) =>
      this.#answers.push(answer =>
        answer instanceof Error ? reject(answer) : resolve(answer as unknown as Answer<O>),
      ),
    )
  }

  /** Answers the oldest write: stored where nothing else is said. */
  async answer(answer: Partial<Written> | Error = {}): Promise<void> {
    const write = this.writes[this.writes.length - this.#answers.length]!
    const stored = () => write.chunks.map(({ count }) => (this.#end += count) - count)
    this.#answers.shift()?.(
      answer instanceof Error
        ? answer
        : { bases: answer.bases ?? stored(), commits: answer.commits ?? write.commits.map(() => true) },
    )
    await turn()
  }
}

const turn = () => new Promise(resolve => setImmediate(resolve))

function append(writer: Writer, records: readonly NewRecord[]): Promise<number[]> {
  const numbers = records.map(() => 0)
  const ids = records.map(() => partition)
  return writer
    .append({ topic: 't', records, numbers, ids, bytes: sizeOf(records) })
    .then(places => places.map(({ offset }) => offset))
}

test('an append goes at once when nothing is under way; those that come meanwhile go together', async () => {
  const [file, tails] = [new SlowFile(), new Tails()]
  const writer = new Writer(file, tails)
  const first = append(writer, numbered('a', 2))
  await turn()
  const later = [append(writer, [record('b')]), append(writer, [record('c')]), writer.commit(commit)]
  await turn()
  assert.equal(file.writes.length, 1)
  await file.answer()
  assert.deepEqual(await first, [0, 1])
  assert.equal(file.writes.length, 2)
  assert.deepEqual([file.writes[1]?.chunks[0]?.count, file.writes[1]?.commits], [2, [commit]])
  await file.answer()
  assert.deepEqual(await Promise.all(later), [[2], [3], undefined])
  assert.equal(tails.end(partition), 4)
})

test('one write is bounded in bytes, and a larger append goes alone', async () => {
  const file = new SlowFile()
  const writer = new Writer(file, new Tails())
  const appends = [sized(3_000_000), sized(3_000_000), sized(9_000_000), record('x')].map(one =>
    append(writer, [one]),
  )
  for (let i = 0; i < 4; i++) {
    await turn()
    assert.equal(file.writes.length, i + 1)
    await file.answer()
  }
  assert.deepEqual(await Promise.all(appends), [[0], [1], [2], [3]])
})

test('what waits for a slow disk is bounded', async () => {
  const file = new SlowFile()
  const writer = new Writer(file, new Tails())
  const value = Buffer.alloc(50 * 2 ** 20)
  const appends = Array.from({ length: 5 }, () => append(writer, [{ key: null, value }]))
  await assert.rejects(append(writer, [{ key: null, value }]), {
    code: 'append_failed',
    message: /are waiting/,
  })
  for (let i = 0; i < 5; i++) {
    await turn()
    await file.answer()
  }
  await Promise.all(appends)
})

test('a failure says what became of each: records refused, commits stored or fenced', async () => {
  const file = new SlowFile()
  const writer = new Writer(file, new Tails())
  const told = Promise.allSettled([
    append(writer, [record('a')]),
    writer.commit(commit),
    writer.commit(commit),
  ])
  await turn()
  const full = { code: 'log_full', message: 'f: the disk is full', hint: 'free some' }
  await file.answer({ bases: full, commits: [true, false] })
  const [appended, stored, fenced] = await told
  assert.equal(appended.status === 'rejected' && appended.reason.code, 'log_full')
  assert.equal(stored.status, 'fulfilled')
  assert.equal(fenced.status === 'rejected' && fenced.reason.code, 'commit_fenced')
  assert.equal(writer.trouble, 'f: the disk is full')
  const next = append(writer, [record('b')])
  await turn()
  await file.answer()
  await next
  assert.equal(writer.trouble, '')
})

test('records that cannot be packed fail alone, and the next are written', async () => {
  const file = new SlowFile()
  const writer = new Writer(file, new Tails())
  const broken = { topic: 't', records: [record('too long')], numbers: [0], ids: [partition], bytes: 1 }
  await assert.rejects(writer.append(broken), { code: 'append_failed' })
  const next = append(writer, [record('b')])
  await turn()
  await file.answer()
  assert.deepEqual(await next, [0])
})

test('a file that fails fails what waits for it, and the next is tried', async () => {
  const file = new SlowFile()
  const writer = new Writer(file, new Tails())
  const told = [append(writer, [record('a')]), writer.commit(commit)]
  const rejected = Promise.all([
    assert.rejects(told[0]!, { code: 'append_failed', message: 'thread gone', hint: 'start again' }),
    assert.rejects(told[1]!, { code: 'commit_failed' }),
  ])
  await turn()
  await file.answer(new SluiceError('log_unusable', 'thread gone', { hint: 'start again' }))
  await rejected
  const idle = writer.idle()
  const next = append(writer, [record('b')])
  await turn()
  await file.answer()
  assert.deepEqual(await next, [0])
  await Promise.all([idle, writer.idle()])
})
