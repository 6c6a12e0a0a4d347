/**
 * What is used of undici, taken from where it stands: its front door would bring fetch, WebSocket, mocks and a cache into
 * memory as well, 6 MB of them.
 */
import { createRequire } from 'node:module'
import type * as undici from 'undici'

const require = createRequire(import.meta.url)

export const Client = require('undici/lib/dispatcher/client.js') as typeof undici.Client
export type Client = undici.Client
// As undici itself does: `request`, `connect` and the like are methods that every dispatcher is given.
const dispatcher = require('undici/lib/dispatcher/dispatcher.js') as { readonly prototype: object }
Object.assign(dispatcher.prototype, require('undici/lib/api'))

export const errors = require('undici/lib/core/errors.js') as typeof undici.errors

export type { Dispatcher } from 'undici'
