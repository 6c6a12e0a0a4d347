import { readFileSync } from 'node:fs'

/** CPU that a process has used so far, in seconds (Linux). */
export function cpuSeconds(pid: number): number {
  // The name, in parentheses, may hold anything; utime and stime are the 14th and 15th field, in ticks of 10 ms.
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1')
    .replace(/^.*\) /s, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

/** Nobody wakes who waits here. */
const nobody = new Int32Array(new SharedArrayBuffer(4))

/** CPU time of this thread in microseconds. */
export function cpuMicroseconds(): number {
  // The kernel brings the count up to date at its ticks, 4 ms apart, and when a thread gives way.
  Atomics.wait(nobody, 0, 0, 0.01)
  const { user, system } = process.threadCpuUsage()
  return user + system
}

/** The least CPU time in microseconds that each of the works took, in turns one after the other. */
export function fastest(works: readonly (() => unknown)[], turns: number): readonly number[] {
  const least = works.map(() => Number.POSITIVE_INFINITY)
  for (let turn = 0; turn <= turns; turn++) {
    works.forEach((work, i) => {
      const start = cpuMicroseconds()
      const end = performance.now() + 20
      // Short ones are repeated: to read the clock takes time too.
      let times = 0
      do {
        work()
        times++
      } while (performance.now() < end)
      const time = (cpuMicroseconds() - start) / times
      if (turn > 0) least[i] = Math.min(least[i]!, time)
    })
  }
  return least
}

/** The value below which that share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))]!
}

/** Most memory that a process has had in RAM, in MiB (Linux). */
export function peakMiB(pid: number): number {
  return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) / 1024
}

/** The middle value; of an even number the upper one. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}

/** A table for a terminal, columns aligned to the right but for the first. */
export function table(rows: readonly (readonly (string | number)[])[]): string {
  const text = rows.map(row => row.map(cell => (typeof cell === 'number' ? round(cell) : cell)))
  const widths = text[0]!.map((_, column) => Math.max(...text.map(row => row[column]!.length)))
  return text
    .map(row =>
      row.map((cell, n) => (n === 0 ? cell.padEnd(widths[n]!) : cell.padStart(widths[n]!))).join('  '),
    )
    .join('\n')
}

function round(value: number): string {
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3)
}
