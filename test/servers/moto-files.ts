import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from './cache.ts'
import { findCommand } from './java.ts'
import { fetchPackages } from './python-packages.ts'

/** The version of moto: SNS, SQS and STS in one process. */
export const MOTO_VERSION = '5.2.5'
const FLASK_VERSION = '3.1.3'
const FLASK_CORS_VERSION = '6.0.5'

/** What starts moto. */
export interface MotoFiles {
  readonly python: string
  /** The folder that its packages are in. */
  readonly folder: string
}

/** Where moto is; a text that says what is missing where it is not. */
export function findMoto(): MotoFiles | string {
  const python = findCommand('python3')
  if (python === undefined) return 'there is no python3'
  const folder = folderOf()
  return existsSync(join(folder, 'moto')) ? { python, folder } : `moto ${MOTO_VERSION} is not set up`
}

/** Brings moto into the cache. @throws Error */
export function fetchMoto(): string {
  if (typeof findMoto() !== 'string') return 'there already'
  fetchPackages(folderOf(), [
    `moto[sns,sqs]==${MOTO_VERSION}`,
    `flask==${FLASK_VERSION}`,
    `flask-cors==${FLASK_CORS_VERSION}`,
  ])
  return 'fetched'
}

function folderOf(): string {
  return join(cacheFolder('.'), `moto-${MOTO_VERSION}`)
}
