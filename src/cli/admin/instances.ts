import { lookup } from 'node:dns/promises'
import { readFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { isLoopback } from '../../config/units.ts'
import { messageOf, SluiceError } from '../../errors.ts'
import { urlOf } from '../../text.ts'
import { loadFor } from '../config-file.ts'
import { configFile } from '../config-option.ts'
import type { AdminOptions } from './options.ts'

/** Every address that a host name stands for. */
export type Resolve = (host: string) => Promise<readonly string[]>

const resolveAll: Resolve = async host => (await lookup(host, { all: true })).map(({ address }) => address)

/** The admin addresses that are meant, each once. @throws SluiceError `usage`, `instance_unreachable`; ConfigError. */
export async function instancesOf(
  { instance, config }: Pick<AdminOptions, 'instance' | 'config'>,
  resolve: Resolve = resolveAll,
): Promise<readonly string[]> {
  if (instance.length > 0)
    return [...new Set((await Promise.all(instance.map(url => expanded(url, resolve)))).flat())]
  const { admin } = (await loadFor(configFile(config))).config
  if (admin === undefined)
    throw new SluiceError('usage', 'the configuration has no admin address', {
      hint: 'add `admin: {}` to it and restart, or name another one with --instance',
    })
  const { host, port } = admin.listen
  const everywhere = host === '0.0.0.0' || host === '::'
  return [urlOf({ host: everywhere ? '127.0.0.1' : host, port })]
}

/** The token to ask with; undefined: none. @throws SluiceError `usage` where its file cannot be read. */
export async function tokenOf(
  { tokenFile }: Pick<AdminOptions, 'tokenFile'>,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  if (tokenFile === undefined) return env['SLUICE_ADMIN_TOKEN'] || undefined
  try {
    return (await readFile(tokenFile, 'utf8')).trim()
  } catch (error) {
    throw new SluiceError('usage', `--token-file ${tokenFile} cannot be read: ${messageOf(error)}`)
  }
}

async function expanded(text: string, resolve: Resolve): Promise<readonly string[]> {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !['http:', 'https:'].includes(url.protocol) || url.username !== '')
    throw new SluiceError('usage', '--instance: expected an address such as http://10.0.0.5:9465')
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  // What a certificate is for has to keep its name.
  if (isIP(host) > 0 || isLoopback(host) || url.protocol === 'https:') return [url.origin]
  let addresses: readonly string[]
  try {
    addresses = await resolve(host)
  } catch (error) {
    throw new SluiceError('instance_unreachable', `${url.origin}: the name is not known`, { cause: error })
  }
  return addresses.map(address => urlOf({ host: address, port: Number(url.port || 80) }))
}
