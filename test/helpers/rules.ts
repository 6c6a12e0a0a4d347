import type { Rule } from '../../src/types.ts'

/** A rule without conditions for created devices, but for what is given. */
export function rule(name: string, fields: Partial<Rule> = {}): Rule {
  return {
    name,
    enabled: true,
    description: '',
    objectTypes: ['dcim.device'],
    eventTypes: ['object_created'],
    conditions: null,
    actionData: undefined,
    sinks: ['crm'],
    ...fields,
  }
}
