import { hostname } from 'node:os'

/** `<prefix>-<host>-<process number>`: one that no other process has, since two connections of one id end each other. */
export function clientIdOf(prefix: string, host: string = hostname(), pid: number = process.pid): string {
  return `${prefix}-${host.replaceAll(/[^0-9A-Za-z-]/g, '-').slice(0, 64)}-${pid}`
}
