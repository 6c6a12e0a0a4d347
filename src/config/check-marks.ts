import type { Findings, Path } from './findings.ts'
import type { Part } from './part.ts'
import { hasReference } from './references.ts'
import type { Mark } from './schemas.ts'
import { pathOf, valueAt } from './tree.ts'

/** What the schema's marks ask for beyond a value's shape: secrets are references, addresses can be parsed. */
export function checkMarks(part: Part, marks: ReadonlyMap<string, Mark>, findings: Findings): void {
  for (const [pointer, { mask }] of marks) {
    if (mask !== undefined) checkEmpty(part, pointer, findings)
    if (mask !== 'secret' && mask !== 'origin') continue
    const path = pathOf(pointer, part.checked)
    const written = valueAt(part.value, path)
    const value = valueAt(part.checked, path)
    if (typeof value !== 'string' || part.unresolved.has(pointer)) continue
    if (mask === 'secret' && !hasReference(written))
      findings.warn(part, path, 'a secret is written out here', 'use $' + '{env:NAME} or $' + '{file:/path}')
    // Without a scheme the schema's pattern has said so. A sink's own address may be a template: its type looks at it.
    if (mask === 'origin' && !isSinkUrl(path) && /^https?:\/\/./i.test(value) && !URL.canParse(value))
      findings.problem(part, path, 'is no address that can be parsed', 'look at the host and the port')
  }
}

function isSinkUrl(path: Path): boolean {
  return path.length === 3 && path[0] === 'sinks' && path[2] === 'url'
}

/** What is not to be shown is there to be needed. Where nothing at all is left the schema has said so. */
function checkEmpty(part: Part, pointer: string, findings: Findings): void {
  const reference = part.empty.get(pointer)
  const path = pathOf(pointer, part.checked)
  if (reference !== undefined && !findings.failedAt(part, path))
    findings.warn(part, path, `${reference}: is empty`, 'set it, or leave it out here')
}
