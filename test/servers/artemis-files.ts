import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from './cache.ts'
import { findJava } from './java.ts'

/** The version of the broker; the same stands in artemis.pom.xml. */
export const ARTEMIS_VERSION = '2.55.0'

const oldestJava = 17

/** Folder of the broker's jars. */
export function artemisJars(): string {
  return join(cacheFolder(`artemis-${ARTEMIS_VERSION}`), 'libs')
}

/** The Java that runs the broker; a text that says what is missing where it cannot be started. Starts no process. */
export function findArtemis(): { readonly java: string } | string {
  const java = findJava()
  if (java === undefined) return 'no Java: neither JAVA_HOME nor PATH names one'
  if (java.version !== '' && Number.parseInt(java.version, 10) < oldestJava)
    return `Java ${java.version} is too old: Artemis ${ARTEMIS_VERSION} needs ${oldestJava}`
  const there = existsSync(artemisJars()) && readdirSync(artemisJars()).some(name => name.endsWith('.jar'))
  return there ? { java: java.command } : `the jars of Artemis ${ARTEMIS_VERSION} have not been fetched`
}

/** Why no broker can be started here; undefined where one can. */
export function artemisMissing(): string | undefined {
  const found = findArtemis()
  return typeof found === 'string' ? found : undefined
}
