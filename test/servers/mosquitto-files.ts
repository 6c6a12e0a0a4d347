import { existsSync } from 'node:fs'
import { findCommand } from './java.ts'

// Where Debian puts it; not in everybody's PATH.
const SYSTEM = '/usr/sbin/mosquitto'

/** Programs of an MQTT broker. */
export interface MosquittoFiles {
  readonly broker: string
  /** Writes password files. */
  readonly passwd: string
}

/** What this machine has; undefined where something is missing. Starts no process. */
export function mosquittoFiles(): MosquittoFiles | undefined {
  const broker = findCommand('mosquitto') ?? (existsSync(SYSTEM) ? SYSTEM : undefined)
  const passwd = findCommand('mosquitto_passwd')
  return broker === undefined || passwd === undefined ? undefined : { broker, passwd }
}

/** Why no broker can be started here; undefined where one can. */
export function mosquittoMissing(): string | undefined {
  return mosquittoFiles() === undefined ? 'no mosquitto and mosquitto_passwd in PATH' : undefined
}
