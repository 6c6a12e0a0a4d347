#!/usr/bin/env node
// Nothing else is imported before the check: what follows may not even parse on an older Node.
const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  console.error(
    `sluice needs Node 24 or newer; this is ${process.versions.node}. Install it from your package manager.`,
  )
  process.exit(2)
}
const { main } = await import('./program.ts')
process.exitCode = await main(process.argv.slice(2))

export {}
