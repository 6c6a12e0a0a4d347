import { parseServiceBusConnectionString } from '@azure/service-bus'
import type { Problems } from '../problems.ts'

/** What a connection string says about where to. */
export interface Parsed {
  /** Scheme, host and port: all of it that may be shown. */
  readonly origin: string
  /** The topic or queue it is for; undefined: any. */
  readonly entity: string | undefined
}

/** Problems never show any of it: it carries a key. @returns undefined where something is wrong. */
export function parseConnectionString(text: string, problems: Problems): Parsed | undefined {
  const parsed = parsedBySdk(text)
  const url = parsed === undefined ? null : URL.parse(parsed.endpoint)
  if (parsed === undefined || url === null || url.host === '') {
    problems.add(
      'connection_string',
      'no connection string of Azure Service Bus',
      'Endpoint=sb://…;SharedAccessKeyName=…;SharedAccessKey=…',
    )
    return undefined
  }
  return { origin: `sb://${url.host}`, entity: parsed.entityPath }
}

/** The SDK's own messages may repeat what they do not like. */
function parsedBySdk(text: string): ReturnType<typeof parseServiceBusConnectionString> | undefined {
  try {
    const parsed = parseServiceBusConnectionString(text)
    const { sharedAccessKey, sharedAccessKeyName, sharedAccessSignature } = parsed
    const complete = sharedAccessSignature ?? (sharedAccessKey && sharedAccessKeyName)
    return complete ? parsed : undefined
  } catch {
    return undefined
  }
}
