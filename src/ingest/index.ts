/** HTTP in. */
export { type IngestServer, type IngestServerOptions, ingestServer } from './server.ts'
