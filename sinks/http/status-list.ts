/** Answers that speak of each element of a batch on its own. */

const names = ['status', 'statusCode', 'status_code', 'code'] as const

/**
 * The statuses of a batch's elements, in their order, where the answer's body is a list of them: `[200, 400]`,
 * `[{"status": 200}, …]`, or an object with one such list in it (`{"items": […]}`). Undefined where it is anything else.
 */
export function statusList(body: Buffer, count: number): readonly number[] | undefined {
  let value: unknown
  try {
    value = JSON.parse(body.toString())
  } catch {
    return undefined
  }
  if (Array.isArray(value)) return statuses(value, count)
  if (typeof value !== 'object' || value === null) return undefined
  for (const member of Object.values(value)) {
    const found = Array.isArray(member) ? statuses(member, count) : undefined
    if (found !== undefined) return found
  }
  return undefined
}

function statuses(list: readonly unknown[], count: number): readonly number[] | undefined {
  if (list.length !== count) return undefined
  const found = list.map(statusOf)
  return found.every(status => status !== undefined) ? found : undefined
}

function statusOf(element: unknown): number | undefined {
  if (typeof element === 'number') return isStatus(element) ? element : undefined
  if (typeof element !== 'object' || element === null) return undefined
  for (const name of names) {
    const status: unknown = Object.hasOwn(element, name) ? Reflect.get(element, name) : undefined
    if (typeof status === 'number' && isStatus(status)) return status
  }
  return undefined
}

function isStatus(value: number): boolean {
  return Number.isInteger(value) && value >= 200 && value <= 599
}
