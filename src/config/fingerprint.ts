import { hash } from 'node:crypto'
import type { Json } from '../types.ts'

/** 16 hex digits that tell configurations apart: of their values, not of the order of keys. Give it no secrets. */
export function fingerprintOf(config: Json): string {
  return hash('sha256', canonical(config), 'hex').slice(0, 16)
}

function canonical(value: Json): string {
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  const members = Object.entries(value as { readonly [name: string]: Json })
  const sorted = members.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${sorted.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`
}
