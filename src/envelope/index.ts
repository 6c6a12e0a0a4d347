/** The versioned envelope, its ids and its timestamps. No I/O. */
export { type WrappingOptions, wrapping } from './envelope.ts'
export { egressId, isUuid, NAMESPACE, placeId, uuidOf } from './ids.ts'
export { normalTimestamp, timestampOf } from './timestamps.ts'
