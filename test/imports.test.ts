import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { test } from 'node:test'
import { ROOT } from './servers/cache.ts'

/** What files of a folder may import, by prefix; their own folder always. The first that fits counts. */
const allowed: readonly (readonly [files: string, imports: readonly string[]])[] = [
  ['src/types.ts', ['src/errors.ts']],
  ['src/errors.ts', []],
  ['src/package.ts', []],
  ['src/undici.ts', []],
  ['src/text.ts', ['src/config/types.ts']],
  ['src/json/', ['src/types.ts', 'src/errors.ts']],
  [
    'src/formats/',
    ['src/json/', 'src/envelope/ids.ts', 'src/envelope/timestamps.ts', 'src/types.ts', 'src/errors.ts'],
  ],
  [
    'src/envelope/',
    ['src/json/', 'src/outbox/sender.ts', 'src/config/types.ts', 'src/types.ts', 'src/errors.ts'],
  ],
  [
    'src/rules/',
    ['src/json/', 'src/config/suggest.ts', 'src/config/findings.ts', 'src/types.ts', 'src/errors.ts'],
  ],
  ['src/templates/', ['src/json/', 'src/config/suggest.ts', 'src/types.ts', 'src/errors.ts']],
  ['src/sink-templates.ts', ['src/templates/index.ts', 'src/config/types.ts', 'src/types.ts']],
  ['src/logs/open.ts', ['src/logs/', 'src/config/types.ts', 'src/types.ts']],
  [
    'src/logs/',
    ['src/logs/murmur2.ts', 'src/config/types.ts', 'src/undici.ts', 'src/types.ts', 'src/errors.ts'],
  ],
  ['src/outbox/', ['src/types.ts', 'src/errors.ts']],
  ['src/positions.ts', ['src/types.ts', 'src/errors.ts']],
  ['src/router.ts', ['src/outbox/', 'src/types.ts', 'src/errors.ts']],
  ['src/reading/', ['src/outbox/', 'src/positions.ts', 'src/router.ts', 'src/types.ts', 'src/errors.ts']],
  ['src/partition.ts', ['src/outbox/', 'src/reading/', 'src/types.ts']],
  ['src/reader.ts', ['src/outbox/', 'src/reading/', 'src/partition.ts', 'src/types.ts', 'src/errors.ts']],
  [
    'src/config/',
    [
      'src/rules/index.ts',
      'src/envelope/index.ts',
      'src/positions.ts',
      'src/package.ts',
      'src/text.ts',
      'src/types.ts',
      'src/errors.ts',
    ],
  ],
  ['src/ops/', ['src/config/types.ts', 'src/text.ts', 'src/types.ts', 'src/errors.ts']],
  [
    'src/ingest/',
    ['src/ops/listen.ts', 'src/json/', 'src/config/types.ts', 'src/text.ts', 'src/types.ts', 'src/errors.ts'],
  ],
  [
    'src/outboxes.ts',
    [
      'src/outbox/',
      'src/envelope/index.ts',
      'src/config/types.ts',
      'src/package.ts',
      'src/router.ts',
      'src/sink-templates.ts',
      'src/types.ts',
    ],
  ],
  [
    'src/routers.ts',
    [
      'src/config/types.ts',
      'src/formats/index.ts',
      'src/router.ts',
      'src/rules/index.ts',
      'src/sources.ts',
      'src/types.ts',
    ],
  ],
  [
    'src/readers.ts',
    [
      'src/outboxes.ts',
      'src/config/types.ts',
      'src/partition.ts',
      'src/reader.ts',
      'src/router.ts',
      'src/types.ts',
    ],
  ],
  ['src/log-ends.ts', ['src/types.ts']],
  ['src/sources.ts', ['src/formats/index.ts', 'src/config/types.ts', 'src/types.ts']],
  [
    'src/topics.ts',
    ['src/logs/open.ts', 'src/logs/kafka/command.ts', 'src/config/types.ts', 'src/types.ts', 'src/errors.ts'],
  ],
  ['src/append-logs.ts', ['src/logs/open.ts', 'src/config/types.ts', 'src/types.ts']],
  [
    'src/sinks.ts',
    [
      'sinks/index.ts',
      'src/append-logs.ts',
      'src/envelope/index.ts',
      'src/sink-templates.ts',
      'src/config/types.ts',
      'src/package.ts',
      'src/types.ts',
      'src/errors.ts',
    ],
  ],
  [
    'src/routing.ts',
    [
      'src/logs/open.ts',
      'src/ops/index.ts',
      'src/outbox/',
      'src/outboxes.ts',
      'src/readers.ts',
      'src/router.ts',
      'src/routers.ts',
      'src/config/types.ts',
      'src/types.ts',
      'src/errors.ts',
    ],
  ],
  [
    'src/gauges.ts',
    [
      'src/log-ends.ts',
      'src/ops/index.ts',
      'src/outbox/',
      'src/partition.ts',
      'src/reader.ts',
      'src/config/types.ts',
    ],
  ],
  ['src/point.ts', ['src/envelope/index.ts', 'src/config/units.ts']],
  ['src/stretch.ts', ['src/point.ts', 'src/types.ts', 'src/errors.ts']],
  ['src/test-event.ts', ['src/envelope/index.ts', 'src/types.ts']],
  [
    'src/try-out.ts',
    [
      'src/outbox/',
      'src/outboxes.ts',
      'src/config/types.ts',
      'src/test-event.ts',
      'src/types.ts',
      'src/errors.ts',
    ],
  ],
  ['src/dead-letters/', ['src/outbox/story.ts', 'src/types.ts', 'src/errors.ts']],
  [
    'src/jobs/',
    [
      'src/dead-letters/',
      'src/outbox/',
      'src/outboxes.ts',
      'src/config/types.ts',
      'src/point.ts',
      'src/reader.ts',
      'src/router.ts',
      'src/rules/index.ts',
      'src/stretch.ts',
      'src/types.ts',
      'src/errors.ts',
    ],
  ],
  [
    'src/admin/',
    [
      'src/dead-letters/',
      'src/jobs/',
      'src/ops/listen.ts',
      'src/outbox/',
      'src/config/types.ts',
      'src/config/units.ts',
      'src/partition.ts',
      'src/point.ts',
      'src/reader.ts',
      'src/readers.ts',
      'src/stretch.ts',
      'src/text.ts',
      'src/types.ts',
      'src/errors.ts',
    ],
  ],
  ['src/administration.ts', ['src/']],
  [
    'src/reload.ts',
    [
      'src/config/index.ts',
      'src/config/types.ts',
      'src/routing.ts',
      'src/sinks.ts',
      'src/types.ts',
      'src/errors.ts',
    ],
  ],
  ['src/ingest-server.ts', ['src/ingest/index.ts', 'src/config/types.ts', 'src/sources.ts']],
  ['src/readiness.ts', ['src/logs/open.ts', 'src/ops/index.ts', 'src/outbox/outbox.ts', 'src/readers.ts']],
  ['src/workers/', ['src/']],
  ['src/app.ts', ['src/']],
  ['src/index.ts', ['src/']],
  ['src/cli/', ['src/']],
  ['sinks/', ['src/undici.ts', 'src/types.ts', 'src/errors.ts']],
]

test('imports point one way', () => {
  const files = globSync('{src,sinks}/**/*.ts', { cwd: ROOT })
  assert.ok(files.length > 100, `${files.length} files`)
  const wrong: string[] = []
  for (const file of files) {
    const rule = allowed.find(([prefix]) => file.startsWith(prefix))
    if (rule === undefined) {
      wrong.push(`${file}: no rule for it`)
      continue
    }
    for (const target of importsOf(file))
      if (![ownFolder(rule[0]), ...rule[1]].some(prefix => target.startsWith(prefix)))
        wrong.push(`${file} imports ${target}`)
  }
  assert.deepEqual(wrong, [])
})

test('a sink adapter never imports another', () => {
  const wrong = globSync('sinks/*/**/*.ts', { cwd: ROOT }).flatMap(file => {
    const own = `${file.split('/').slice(0, 2).join('/')}/`
    return importsOf(file)
      .filter(
        target => target.startsWith('sinks/') && target.split('/').length > 2 && !target.startsWith(own),
      )
      .map(target => `${file} imports ${target}`)
  })
  assert.deepEqual(wrong, [])
})

/** A rule for one file lets it import nothing of its folder. */
function ownFolder(prefix: string): string {
  return prefix.endsWith('/') ? prefix : '\0'
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8')
  return [...text.matchAll(/(?:from|import|import\() ?'(\.{1,2}\/[^']+)'/g)].map(([, path]) =>
    normalize(join(dirname(file), path!)),
  )
}
