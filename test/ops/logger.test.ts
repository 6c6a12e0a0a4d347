import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pino } from 'pino'
import { messageOf } from '../../src/errors.ts'
import { createLogger, type LoggerOptions } from '../../src/ops/logger.ts'

function kept(options: LoggerOptions) {
  const lines: string[] = []
  let closed = 0
  const logger = createLogger(options, {
    write: line => lines.push(line),
    dropped: 3,
    close: async () => {
      closed++
    },
  })
  return { logger, lines, closed: () => closed }
}

test('a line says when in ISO 8601, how important in a word, and what', () => {
  const { logger, lines } = kept({ level: 'debug', format: 'json' })
  const before = Date.now()
  logger.debug({ a: 1 }, 'one')
  logger.info({}, 'two')
  logger.warn({}, 'three')
  logger.error({}, 'four')
  const parsed = lines.map(line => JSON.parse(line) as { time: string; level: string; msg: string })
  assert.deepEqual(
    parsed.map(({ level, msg }) => `${level} ${msg}`),
    ['debug one', 'info two', 'warn three', 'error four'],
  )
  for (const { time } of parsed) {
    assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    assert.ok(Date.parse(time) >= before && Date.parse(time) <= Date.now())
  }
})

test('a line is one object with level, time, the fields and msg, and nothing else', () => {
  const { logger, lines } = kept({ level: 'info', format: 'json' })
  logger.warn({ sink: 'crm', attempt: 2, none: undefined }, 'delivery.attempted')
  assert.match(
    lines.join(''),
    /^\{"level":"warn","time":"[^"]+","sink":"crm","attempt":2,"msg":"delivery.attempted"\}\n$/,
  )
})

test('a line stays one line, whatever is in it', () => {
  for (const format of ['json', 'text'] as const) {
    const { logger, lines } = kept({ level: 'info', format })
    logger.info({ reason: 'c\r\nd\u001b[2J', 'k\ny': ['\n'] }, 'a\nb %s')
    assert.doesNotMatch(lines[0]!.slice(0, -1), /[\u0000-\u001f]/)
    assert.ok(lines[0]!.endsWith('\n'))
    assert.match(lines[0]!, /a\\nb %s/)
  }
})

test('what JSON cannot say does not make it throw', () => {
  const circle: { [name: string]: unknown } = { offset: 2n ** 60n, error: new Error('broken'), n: Number.NaN }
  circle['self'] = circle
  const { logger, lines } = kept({ level: 'info', format: 'json' })
  logger.error(circle, 'failed')
  assert.match(lines[0]!, /"offset":1152921504606846976,"error":"broken","n":null,"self":.*\[Circular\]/)
  const text = kept({ level: 'info', format: 'text' })
  text.logger.error(circle, 'failed')
  assert.match(text.lines[0]!, / error failed .*error=broken n=null self=\{/)
})

test('lines below the level are not written', () => {
  const { logger, lines } = kept({ level: 'warn', format: 'text' })
  logger.debug({}, 'a')
  logger.info({}, 'b')
  logger.warn({}, 'c')
  logger.error({}, 'd')
  assert.deepEqual(
    lines.map(line => line.slice(13).trim()),
    ['warn  c', 'error d'],
  )
  assert.deepEqual(
    ['debug', 'info', 'warn', 'error', 'nonsense'].map(level => logger.isLevelEnabled(level)),
    [false, false, true, true, false],
  )
})

test('what was dropped and the close are those of the destination', async () => {
  const { logger, closed } = kept({ level: 'info', format: 'json' })
  assert.equal(logger.linesDropped, 3)
  await logger.close()
  assert.equal(closed(), 1)
})

test('fields that a child has are in each of its lines, and not in the others', () => {
  const lines: string[] = []
  const destination = { write: (line: string) => void lines.push(line), close: async () => {}, dropped: 0 }
  const logger = createLogger({ level: 'info', format: 'json' }, destination)
  const child = logger.child({ sink: 'crm' }).child({ partition: 3 })
  child.info({ offset: 7 }, 'a')
  child.debug({}, 'never')
  logger.info({}, 'b')
  const [first, second, ...more] = lines.map(line => JSON.parse(line) as Record<string, unknown>)
  assert.deepEqual(
    [first?.['sink'], first?.['partition'], first?.['offset'], first?.['msg']],
    ['crm', 3, 7, 'a'],
  )
  assert.deepEqual([second?.['sink'], second?.['msg'], more], [undefined, 'b', []])
  assert.equal(child.isLevelEnabled('debug'), false)
})

test('fields are written as pino writes them, whichever way they take', () => {
  const mine = kept({ level: 'info', format: 'json' })
  const theirs: string[] = []
  const reference = pino(
    {
      base: { host: 'a' },
      timestamp: false,
      errorKey: 'error',
      serializers: { error: messageOf },
    },
    { write: line => theirs.push(line) },
  )
  for (const fields of [
    {},
    { host: 'b', text: 'a "quoted" \\ line\n\u2028\ud800', number: 1.5, none: undefined, yes: true },
    { infinite: Number.POSITIVE_INFINITY, not: Number.NaN, zero: -0, empty: '' },
    { nothing: null, list: [1, { a: 'b' }], big: 10n },
    { error: new Error('broken'), reason: 'x' },
    { error: 'a text', __proto__: { inherited: 1 } },
  ]) {
    for (const level of ['info', 'warn'] as const) {
      mine.logger.child({ host: 'a' })[level](fields, 'message "x"')
      reference[level](fields, 'message "x"')
    }
  }
  const withoutHead = (line: string) => line.replace(/^\{"level":[^,]+,("time":"[^"]+",)?/, '{')
  assert.deepEqual(mine.lines.map(withoutHead), theirs.map(withoutHead))
})
