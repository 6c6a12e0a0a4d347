#!/usr/bin/env -S MALLOC_ARENA_MAX=2 node --max-semi-space-size=8
import { setFlagsFromString } from 'node:v8'

// Nothing of ours is imported before the check: what follows may not even parse on an older Node.
const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  console.error(
    `sluice needs Node 24 or newer; this is ${process.versions.node}. Install it from your package manager.`,
  )
  process.exit(2)
}
// What is on its way lives for some 50 ms, outlives the young generation and makes the old one grow: by default to three
// times of what is alive before it is looked through. 280 MiB become 190 under full load, for 2 µs of CPU per event. The
// options in the first line take another 35 MiB off: a smaller young generation, and two arenas for malloc, not eight a core.
setFlagsFromString('--heap-growing-percent=100')
const { main } = await import('./program.ts')
process.exitCode = await main(process.argv.slice(2))
