import type { Entry } from './entries.ts'
import { type Findings, pathText } from './findings.ts'
import type { Part } from './part.ts'
import type { Mark } from './schemas.ts'
import { list, pathOf, record, text, valueAt } from './tree.ts'

/** What a sink's settings open up: certificates that nobody checks, proxies that are trusted, secrets that templates could read. */
export function checkExposure(
  sinks: ReadonlyMap<string, Entry>,
  marks: ReadonlyMap<Part, ReadonlyMap<string, Mark>>,
  findings: Findings,
): void {
  const secrets = secretVariables(marks)
  for (const { part, path, value } of sinks.values()) {
    if (record(value['tls'])['verify'] === false)
      findings.warn(
        part,
        [...path, 'tls', 'verify'],
        'neither the certificate nor the name of the other side is checked',
        'name its authority in `tls.ca` instead',
      )
    if (value['proxy_resolves'] === true)
      findings.warn(
        part,
        [...path, 'proxy_resolves'],
        'the proxy alone decides which addresses are connected to',
        'see that it keeps requests from addresses that are not public',
      )
    list(value['env_allow']).forEach((name, index) => {
      const where = secrets.get(text(name))
      if (where !== undefined)
        findings.problem(
          part,
          [...path, 'env_allow', index],
          `the secret at ${where} comes from this variable, and templates could send it anywhere`,
          'use another variable',
        )
    })
  }
}

/** Variables that secrets come from, and where one of them stands. */
function secretVariables(marks: ReadonlyMap<Part, ReadonlyMap<string, Mark>>): ReadonlyMap<string, string> {
  const variables = new Map<string, string>()
  for (const [part, marked] of marks)
    for (const [pointer, { mask }] of marked) {
      if (mask !== 'secret') continue
      const path = pathOf(pointer, part.checked)
      for (const [, name = ''] of text(valueAt(part.value, path)).matchAll(/\$\{env:([^}]+)\}/g))
        variables.set(name, pathText(path))
    }
  return variables
}
