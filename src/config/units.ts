import type { Address } from './types.ts'

const durations = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const sizes = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
}

/** Milliseconds in `250ms`, `10s`, `1.5m`, `24h`, `30d`; undefined where the text is no duration. */
export function duration(text: string): number | undefined {
  return quantity(text, durations)
}

/** Bytes in `512B`, `64KiB`, `1.5MiB`, `10GiB`, or `10GB` in thousands; undefined where the text is no size. */
export function size(text: string): number | undefined {
  return quantity(text, sizes)
}

const periods = { s: 1, min: 60, h: 3_600 }

/** How many a second in `200/s`, `90/min`, `1000/h`; undefined where the text is no rate. */
export function rate(text: string): number | undefined {
  const [, count, period] = /^(\d+(?:\.\d+)?)\/([a-z]+)$/.exec(text) ?? []
  if (period === undefined || !Object.hasOwn(periods, period)) return undefined
  return Number(count) / periods[period as keyof typeof periods]
}

/** Milliseconds, bytes or how many a second, whichever the text is; undefined where it is none of them. */
export function amount(text: string): number | undefined {
  return duration(text) ?? size(text) ?? rate(text)
}

/** Host and port in `127.0.0.1:8080`, `localhost:80`, `[::1]:80`; undefined where the text is no address. */
export function address(text: string): Address | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]/]+)):(\d{1,5})$/.exec(text)
  const port = Number(match?.[3])
  const host = match?.[1] ?? match?.[2]
  return host === undefined || port > 65_535 ? undefined : { host, port }
}

/** Whether only this machine can reach the host. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}

function quantity(text: string, units: { readonly [unit: string]: number }): number | undefined {
  const [, count, unit] = /^(\d+(?:\.\d+)?)([A-Za-z]+)$/.exec(text) ?? []
  if (unit === undefined || !Object.hasOwn(units, unit)) return undefined
  const value = Math.round(Number(count) * units[unit]!)
  return Number.isSafeInteger(value) ? value : undefined
}
