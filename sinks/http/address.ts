/** The address of a request as NetBox's templates may give it: what of it is kept, encoded or refused. */

/** Where one request goes. */
export interface Address {
  /** Scheme, host and port: all of it that may be shown. */
  readonly origin: string
  /** An IP address without brackets, or a name. */
  readonly host: string
  readonly port: number
  readonly secure: boolean
  /** With its query; it may carry secrets. */
  readonly path: string
  /** `name:password`, decoded; empty where there is none. */
  readonly userinfo: string
}

/**
 * Reads an address. Blanks in front are dropped, blanks and line breaks elsewhere encoded, a fragment is left out.
 * @returns what is wrong, in words that show nothing of the address.
 */
export function addressOf(text: string): Address | string {
  const url = URL.parse(text.trimStart().replace(/\s/g, encodeURIComponent))
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:') || hasNoHost(text))
    return 'no address that begins with http:// or https:// and names a host'
  const secure = url.protocol === 'https:'
  return {
    origin: url.origin,
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    secure,
    path: url.pathname + url.search,
    userinfo: userinfoOf(url),
  }
}

function userinfoOf({ username, password }: URL): string {
  if (username === '' && password === '') return ''
  try {
    return `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  } catch {
    return `${username}:${password}` // a lone percent sign stands for itself
  }
}

/** `http:///hook` and `http:hook` would be read as if `hook` were a host. */
function hasNoHost(text: string): boolean {
  return !/^\s*https?:\/\/[^/\\?#]/i.test(text)
}

/**
 * Whether NetBox stores an address that cannot be one: with a host that no host can be, or a port that is none. A
 * configuration with it is taken, with a warning; each request fails with what is wrong.
 */
export function isStorable(text: string): boolean {
  const [, authority = ''] = /^\s*https?:\/\/([^/?#]+)/i.exec(text) ?? []
  const host = authority.slice(authority.lastIndexOf('@') + 1)
  return !/[[\]]/.test(authority) && host.split(':')[0] !== ''
}

/** What is wrong with the literal beginning of a templated address; undefined where nothing can be said before it is rendered. */
export function templateProblem(text: string): string | undefined {
  const scheme = /^\s*([a-z][a-z0-9+.-]*):/i.exec(text.slice(0, text.search(/\{[{%#]/)))?.[1]
  if (scheme === undefined || /^https?$/i.test(scheme)) return undefined
  return 'begins with a scheme that is neither http nor https'
}
