import type { Preview } from '../../src/types.ts'
import type { HttpOptions } from './options.ts'
import type { MadeRequest } from './requests.ts'

const secretName = /authorization|token|secret|pass|key|cookie|cred/i
const ownName = /^(idempotency-key|sluice-)/i // ours, whatever their names sound like

/** A request for people to look at. What its header or parameter calls a credential is marked as one. */
export function previewOf(request: MadeRequest, { aws, grant, request: { auth } }: HttpOptions): Preview {
  const { address, method, headers, body } = request
  const fields = headers.flatMap((name, index) => {
    if (index % 2 === 1) return []
    const secret = name === auth?.[0] || (secretName.test(name) && !ownName.test(name))
    return [{ name, value: headers[index + 1]!, secret }]
  })
  if (grant !== undefined)
    fields.push({
      name: 'Authorization',
      value: `Bearer (a token from ${grant.address.origin})`,
      secret: false,
    })
  if (aws !== undefined)
    fields.push({
      name: 'Authorization',
      value: `AWS4-HMAC-SHA256 (signed for ${aws.service} in ${aws.region} when it is sent)`,
      secret: false,
    })
  return { target: `${method} ${address.origin}${masked(address.path)}`, fields, body }
}

/** The path, without the values of parameters whose names speak of a secret. */
function masked(path: string): string {
  return path.replace(/([?&])([^=&]+)=([^&]*)/g, (whole, before: string, name: string) =>
    secretName.test(name) ? `${before}${name}=…` : whole,
  )
}
