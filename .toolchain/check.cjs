// Says what to do where the Node that belongs to this repository is not the one that runs: older ones cannot even read
// the sources.
const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  console.error(`Sluice needs Node 24 or newer; this is ${process.versions.node}.`)
  console.error('In a clone, `npm ci` brings Node 26 into node_modules and `npm run …` uses it:')
  console.error('run `npm ci` without --omit=optional, or install Node 24 or newer where there is no build of it')
  console.error('for this machine (there is for Linux x64 and arm64 with glibc, macOS arm64, Windows x64).')
  process.exit(2)
}
