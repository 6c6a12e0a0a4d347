/** How records become events. No I/O. */
export { messageKey } from './keys.ts'
export { type NetboxOptions, netboxFormat } from './netbox.ts'
