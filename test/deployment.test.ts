// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references are written like this
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { loadConfig } from '../src/config/index.ts'
import { cli } from './helpers/cli.ts'
import { textOf } from './helpers/snippets.ts'
import { ROOT } from './servers/cache.ts'

interface Service {
  readonly build?: string
  readonly command?: readonly string[]
  readonly volumes?: readonly string[]
  readonly ports?: readonly string[]
  readonly depends_on?: { readonly [service: string]: unknown }
}

interface Compose {
  readonly services: { readonly [name: string]: Service }
  readonly volumes: { readonly [name: string]: unknown }
}

const compose = parse(textOf('docker-compose.yml')) as Compose
const services = Object.entries(compose.services)
const dockerfile = textOf('Dockerfile')
const instructions = dockerfile
  .replaceAll('\\\n', ' ')
  .split('\n')
  .filter(line => /^[A-Z]+ /.test(line))
/** What the build is sent: .dockerignore begins with everything, and lets these through. */
const sent = [...textOf('.dockerignore').matchAll(/^!(.+)$/gm)].map(([, path]) => path!)

test('whatever the image copies exists, and is not kept from it', () => {
  const copied = instructions
    .filter(line => line.startsWith('COPY ') && !line.includes('--from='))
    .flatMap(line => line.split(' ').slice(1, -1))
  assert.ok(copied.length >= 8)
  assert.deepEqual(
    copied.filter(path => !existsSync(join(ROOT, path)) || !sent.includes(path)),
    [],
  )
})

test('the image runs the file that the package runs, with a Node that the package allows', () => {
  const { bin, engines } = JSON.parse(textOf('package.json')) as {
    bin: { sluice: string }
    engines: { node: string }
  }
  // With the variables and options that the command's own first line has.
  const [, variables = '', options = ''] =
    /^#!\/usr\/bin\/env -S (.*) node (.*)\n/.exec(textOf('src/cli/main.ts')) ?? []
  assert.ok(
    instructions.some(line => line.startsWith('ENV ') && line.includes(` ${variables} `)),
    variables,
  )
  const words = ['node', ...options.split(' '), bin.sluice.replace(/^\.\//, '')]
  assert.ok(
    instructions.includes(`ENTRYPOINT [${words.map(word => `"${word}"`).join(', ')}]`),
    words.join(' '),
  )
  const [least] = /\d+/.exec(engines.node)!
  for (const [, major] of dockerfile.matchAll(/^FROM node:(\d+)/gm)) assert.ok(Number(major) >= Number(least))
})

test('every volume is a file or folder that exists, or is declared; every dependency is a service', () => {
  for (const [name, { volumes = [], depends_on = {} }] of services) {
    for (const volume of volumes) {
      const [source] = volume.split(':')
      const known = source!.startsWith('.') ? existsSync(join(ROOT, source!)) : source! in compose.volumes
      assert.ok(known, `${name}: ${volume}`)
    }
    for (const other of Object.keys(depends_on)) assert.ok(other in compose.services, `${name}: ${other}`)
  }
})

test('the commands that the services run are commands with such options', async () => {
  const built = services.filter(([, { build }]) => build !== undefined)
  assert.ok(built.length >= 2)
  // With --help nothing is started, but what stands before it is parsed.
  for (const [, { command = ['run'] }] of built) {
    const { code, err } = await cli([...command, '--help'])
    assert.equal(code, 0, err)
  }
})

test('the configuration of the services fits them: its broker, its receiver, its topics, its ports', async () => {
  const { config, warnings } = await loadConfig(join(ROOT, 'config/compose/sluice.yaml'), {})
  assert.deepEqual(warnings, [])
  assert.equal(config.log.type, 'kafka')
  for (const broker of config.log.type === 'kafka' ? config.log.brokers : [])
    assert.ok(broker.split(':')[0]! in compose.services, broker)
  const script = compose.services['topics']!.command!.at(-1)!
  const deadLetters = [...config.sinks.keys(), 'undecodable'].map(sink =>
    config.dead_letters.topic.replace('{sink}', sink),
  )
  for (const topic of [...config.sources.flatMap(({ topics }) => topics), ...deadLetters])
    assert.match(script, new RegExp(`\\b${topic}:\\d`))
  assert.ok(script.includes('"$${topic%:*}"'))
  assert.equal(config.metrics?.listen.host, '0.0.0.0')
  assert.deepEqual(compose.services['sluice']!.ports, [
    `${config.metrics.listen.port}:${config.metrics.listen.port}`,
  ])
  assert.match(dockerfile, new RegExp(`127\\.0\\.0\\.1:${config.metrics.listen.port}/health`))
  assert.ok(textOf('config/prometheus/prometheus.yml').includes(`sluice:${config.metrics.listen.port}`))
})
