import { existsSync, rmSync } from 'node:fs'
import { startKafka } from './kafka.ts'
import { kafkaFiles, publish } from './kafka-files.ts'

/**
 * Writes the class archive beside the jars where it is missing: one run of a broker, 8 to 14 s, 48 MB; every later
 * start takes half the time. @returns whether it had to be written.
 */
export async function warmKafka(): Promise<boolean> {
  const { archive } = kafkaFiles()
  if (existsSync(archive)) return false
  const beside = `${archive}.new-${process.pid}`
  // The JVM writes the archive when it ends by itself, which takes longer than a stop waits.
  const kafka = await startKafka({
    jvm: [`-XX:ArchiveClassesAtExit=${beside}`, '-Xlog:cds=off', '-Xlog:cds+dynamic=off'],
  })
  try {
    await kafka.kill(1, 'SIGTERM')
    publish(beside, archive)
  } finally {
    rmSync(beside, { force: true })
    await kafka.stop()
  }
  return true
}
