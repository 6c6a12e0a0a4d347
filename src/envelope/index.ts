/** The versioned envelope, its ids and its timestamps. No I/O. */
export type { Shape } from './bodies.ts'
export { type EnvelopeWrapping, type WrappingOptions, wrapping } from './envelope.ts'
export type { FieldChanges } from './fields.ts'
export { egressId, isUuid, NAMESPACE, placeId, uuidOf } from './ids.ts'
export { normalTimestamp, timestampOf } from './timestamps.ts'
