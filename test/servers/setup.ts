/**
 * `npm run test:setup`: installs the servers that tests start, as far as this machine allows, into `.cache` (or
 * `SLUICE_CACHE`). Exits with 1 where something could not be brought in, and says what is missing.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { messageOf } from '../../src/errors.ts'
import { ARTEMIS_VERSION, artemisJars, artemisMissing } from './artemis-files.ts'
import { findCommand, findJava } from './java.ts'
import { fetchJinja2, JINJA2_VERSION } from './jinja2.ts'
import { JAVA_NEEDED, KAFKA_VERSION, kafkaJars, kafkaMissing } from './kafka-files.ts'
import { warmKafka } from './kafka-warm.ts'
import { mosquittoMissing } from './mosquitto-files.ts'
import { fetchMoto, MOTO_VERSION } from './moto-files.ts'
import { nginxMissing } from './nginx.ts'
import { buildPstest } from './pstest-files.ts'

const COPY_DEPENDENCIES = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies'

/** One thing to be set up: does nothing where it is there already. @throws Error with what is missing. */
interface Step {
  readonly name: string
  run(): Promise<string>
}

/** For each server its steps, of which each needs the one before. */
const servers: readonly (readonly Step[])[] = [
  [
    { name: 'Java and Maven', run: installJava },
    { name: `jars of Apache Kafka ${KAFKA_VERSION}`, run: fetchKafka },
    {
      name: 'class archive of the broker',
      run: async () => ((await warmKafka()) ? 'written' : 'there already'),
    },
  ],
  [
    { name: 'Java and Maven, again', run: installJava },
    { name: `jars of Apache Artemis ${ARTEMIS_VERSION}`, run: fetchArtemis },
  ],
  [{ name: 'mosquitto', run: installMosquitto }],
  [{ name: 'nginx', run: installNginx }],
  [{ name: `Jinja2 ${JINJA2_VERSION}`, run: async () => fetchJinja2() }],
  [{ name: `moto ${MOTO_VERSION}`, run: async () => fetchMoto() }],
  [{ name: 'pstest', run: async () => buildPstest() }],
]

let failures = 0
for (const steps of servers)
  for (const step of steps) {
    const begun = performance.now()
    try {
      const result = await step.run()
      console.log(`${step.name}: ${result} (${((performance.now() - begun) / 1000).toFixed(1)} s)`)
    } catch (error) {
      failures++
      console.error(`${step.name}: NOT SET UP: ${messageOf(error)}`)
      break
    }
  }
process.exitCode = failures === 0 ? 0 : 1

async function installJava(): Promise<string> {
  if (kafkaMissing() === undefined && artemisMissing() === undefined) return 'there already'
  const missing = [
    ...(javaFits() ? [] : ['default-jre-headless']),
    ...(findCommand('mvn') === undefined ? ['maven'] : []),
  ]
  if (missing.length === 0) return 'there already'
  install(missing, `Java ${JAVA_NEEDED} or newer and Maven`)
  if (!javaFits()) throw new Error(`the Java that was installed is older than ${JAVA_NEEDED}`)
  return `installed ${missing.join(' and ')}`
}

async function installMosquitto(): Promise<string> {
  if (mosquittoMissing() === undefined) return 'there already'
  install(['mosquitto'], 'mosquitto 2')
  const missing = mosquittoMissing()
  if (missing !== undefined) throw new Error(missing)
  return 'installed'
}

async function installNginx(): Promise<string> {
  if (nginxMissing() === undefined) return 'there already'
  install(['nginx-light'], 'nginx')
  const missing = nginxMissing()
  if (missing !== undefined) throw new Error(missing)
  return 'installed'
}

/** With the system's own packages, where this process may. */
function install(packages: readonly string[], what: string): void {
  const apt = findCommand('apt-get')
  if (apt === undefined || process.getuid?.() !== 0)
    throw new Error(`install ${what} (on Debian: apt-get install ${packages.join(' ')})`)
  const command = ['install', '-y', '--no-install-recommends', ...packages]
  try {
    run(apt, command)
  } catch {
    // A machine that is new, or old, has no list of packages or one that has been overtaken.
    run(apt, ['update'])
    run(apt, command)
  }
}

function javaFits(): boolean {
  const java = findJava()
  return java !== undefined && (java.version === '' || Number.parseInt(java.version, 10) >= JAVA_NEEDED)
}

async function fetchKafka(): Promise<string> {
  return kafkaMissing() === undefined ? 'there already' : fetchJars('kafka.pom.xml', kafkaJars())
}

async function fetchArtemis(): Promise<string> {
  return artemisMissing() === undefined ? 'there already' : fetchJars('artemis.pom.xml', artemisJars())
}

/** Into a folder beside first: half of the jars would look like all of them. */
function fetchJars(pom: string, jars: string): string {
  const beside = mkdtempSync(join(dirname(jars), 'fetch-'))
  try {
    run('mvn', [
      '-q',
      '-B',
      '-f',
      join(import.meta.dirname, pom),
      COPY_DEPENDENCIES,
      '-DincludeScope=runtime',
      `-DoutputDirectory=${beside}/libs`,
    ])
    rmSync(jars, { recursive: true, force: true })
    renameSync(join(beside, 'libs'), jars)
    return `${readdirSync(jars).length} fetched`
  } finally {
    rmSync(beside, { recursive: true, force: true })
  }
}

function run(command: string, args: readonly string[]): void {
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    timeout: 15 * 60_000,
  })
  if (status === 0) return
  const said = `${stdout ?? ''}${stderr ?? ''}`.trim().split('\n').slice(-12).join('\n')
  throw new Error(`${command} ${args[0]} failed: ${error === undefined ? said : messageOf(error)}`)
}
