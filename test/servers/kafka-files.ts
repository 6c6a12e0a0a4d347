import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cacheFolder } from './cache.ts'
import { findJava, type Java } from './java.ts'

/** The version of the brokers; the same stands in kafka.pom.xml. */
export const KAFKA_VERSION = '4.3.1'

/** The oldest Java that runs them. */
export const JAVA_NEEDED = 17

// Compilers that think less and a collector without threads: 2.9 s of CPU to a broker that answers instead of 4.6,
// 1.5 with the class archive.
const JVM = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']

/** What it takes to start a broker's JVM. */
export interface KafkaFiles {
  readonly java: string
  readonly jvm: readonly string[]
  readonly classpath: string
  /** The class archive: there once `warmKafka` has run, halves the start. */
  readonly archive: string
  /** Where storage templates are kept. */
  readonly folder: string
}

/** Folder of the brokers' jars. */
export function kafkaJars(): string {
  return join(cacheFolder(`kafka-${KAFKA_VERSION}`), 'libs')
}

/** Why no broker can be started on this machine, in words; undefined where one can. Cheap. */
export function kafkaMissing(): string | undefined {
  const java = findJava()
  if (java === undefined) return 'no Java: neither JAVA_HOME nor PATH names one'
  if (java.version !== '' && Number.parseInt(java.version, 10) < JAVA_NEEDED) {
    return `Java ${java.version} is too old: Kafka ${KAFKA_VERSION} needs ${JAVA_NEEDED}`
  }
  if (jarsIn(kafkaJars()).length === 0) return `the jars of Kafka ${KAFKA_VERSION} have not been fetched`
  return undefined
}

/** The files to start brokers from. @throws Error with the reason where `kafkaMissing` has one. */
export function kafkaFiles(): KafkaFiles {
  const missing = kafkaMissing()
  const java = findJava()
  if (missing !== undefined || java === undefined) {
    throw new Error(`cannot start Kafka: ${missing}; npm run test:setup fetches what it can`)
  }
  const folder = cacheFolder(`kafka-${KAFKA_VERSION}`)
  const classpath = jarsIn(kafkaJars()).join(':')
  return { java: java.command, jvm: JVM, classpath, archive: archiveOf(folder, classpath, java), folder }
}

/** Options that load the class archive where there is one. */
export function sharedClasses(files: KafkaFiles): string[] {
  if (!existsSync(files.archive)) return []
  return [`-XX:SharedArchiveFile=${files.archive}`, '-Xlog:cds=off', '-Xlog:cds+dynamic=off']
}

/**
 * The checkpoint a new storage folder begins with: feature levels and SCRAM users. Kafka's `format` writes it, which
 * costs a JVM (1.2 to 3 s), so it is kept per set of users.
 */
export function storageTemplate(
  files: KafkaFiles,
  properties: string,
  users: Readonly<Record<string, string>>,
): string {
  const template = join(
    files.folder,
    `bootstrap-${digest(files.classpath, JSON.stringify(users))}.checkpoint`,
  )
  if (existsSync(template)) return template
  const work = mkdtempSync(join(tmpdir(), 'sluice-kafka-format-'))
  try {
    const data = join(work, 'data')
    const config = join(work, 'server.properties')
    mkdirSync(data)
    // Of a property given twice the last counts.
    writeFileSync(config, `${properties}log.dirs=${data}\n`)
    const scram = Object.entries(users).flatMap(([name, password]) =>
      ['256', '512'].flatMap(bits => ['-S', `SCRAM-SHA-${bits}=[name=${name},password=${password}]`]),
    )
    execFileSync(
      files.java,
      [
        ...[...files.jvm, '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn', '-cp', files.classpath],
        ...['kafka.tools.StorageTool', 'format', '-t', 'AAAAAAAAAAAAAAAAAAAAAA', '-c', config, ...scram],
      ],
      { stdio: 'pipe' },
    )
    publish(join(data, 'bootstrap.checkpoint'), template)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  return template
}

/** Puts a complete file in its place, so that a process beside this one never sees half of it. */
export function publish(from: string, to: string): void {
  const beside = `${to}.${process.pid}`
  copyFileSync(from, beside)
  renameSync(beside, to)
}

function archiveOf(folder: string, classpath: string, java: Java): string {
  return join(folder, `classes-${digest(classpath, JVM.join(' '), java.command, java.version)}.jsa`)
}

function jarsIn(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter(name => name.endsWith('.jar'))
    .sort()
    .map(name => join(folder, name))
}

function digest(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 12)
}
