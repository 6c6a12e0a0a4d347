import type { TokenCredential } from '@azure/identity'

// The SDK renews a token two minutes before it expires, and one that is younger than that without a pause.
const renewedBefore = 120_000 // ms
const shortestPause = 30_000 // ms

/**
 * The default Azure credential: environment, workload identity, managed identity, then a developer's own sign-in. Its
 * library is loaded, and looked for, when the first token is needed.
 */
export function defaultCredential(): TokenCredential {
  let credential: Promise<TokenCredential> | undefined
  return unhurried({
    async getToken(scopes, options) {
      credential ??= load()
      return (await credential).getToken(scopes, options)
    },
  })
}

/** A credential whose tokens are renewed at intervals that are not shorter than `pause` milliseconds. */
export function unhurried(credential: TokenCredential, pause: number = shortestPause): TokenCredential {
  return {
    async getToken(scopes, options) {
      const token = await credential.getToken(scopes, options)
      if (token === null) return null
      const soonest = Date.now() + renewedBefore + pause
      return { ...token, expiresOnTimestamp: Math.max(token.expiresOnTimestamp, soonest) }
    },
  }
}

async function load(): Promise<TokenCredential> {
  const { DefaultAzureCredential } = await import('@azure/identity')
  return new DefaultAzureCredential()
}
